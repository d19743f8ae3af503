-- workers_ocr_call_settle: what a question to the model came to.
-- Request: id, model and tier that answered, input_tokens (the cached ones among them), cached_tokens, output_tokens, cost_usd; failure: why
--   there was no answer, null of one.
-- Answer: {"settled": "now" | "already" | "unknown"}. Promise: the first word about a question stays.
create or replace function public.workers_ocr_call_settle(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  update public.ocr_calls as c
  set settled_at = workers_internal.clock(), model = a.model, tier = a.tier, input_tokens = a.input_tokens, cached_tokens = a.cached_tokens,
    output_tokens = a.output_tokens, cost_usd = a.cost_usd, failure = left(a.failure, 500)
  from jsonb_to_record(request) as a(
    id uuid, model text, tier text, input_tokens bigint, cached_tokens bigint, output_tokens bigint, cost_usd numeric, failure text)
  where c.id = a.id and c.settled_at is null;
  return jsonb_build_object('settled', case
    when found then 'now'
    when exists (select from public.ocr_calls as c where c.id = (request->>'id')::uuid) then 'already'
    else 'unknown' end);
end $$;
