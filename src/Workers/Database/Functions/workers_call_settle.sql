-- workers_call_settle: how an order that came over the network ended.
-- Request: id (of the try that was opened), status (of HTTP), answer (its text, kept as it is for who sends the same again), about (what it concerned, in words, where that is known better by now), again (true: nothing is kept, the same may be tried anew).
-- Answer: {"settled": bool}; false where another try took its place, or it was settled before.
-- Promise: an end is written once.
create or replace function public.workers_call_settle(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_again constant boolean := coalesce((request->>'again')::boolean, false);
begin
  update public.access_calls as c set
    settled_at = workers_internal.clock(), status = (request->>'status')::integer, about = coalesce(left(request->>'about', 600), c.about),
    idempotency_key = case when not v_again then c.idempotency_key end,
    answer = case when not v_again and c.idempotency_key is not null then request->>'answer' end
  where c.id = (request->>'id')::uuid and c.settled_at is null;
  return json_build_object('settled', found);
end $$;
