-- workers_sender_used: a call of a sender was verified.
-- Request: id. Answer: {"noted": bool}.
-- Promise: written once a minute at the most, and waits for nobody.
create or replace function public.workers_sender_used(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
begin
  update public.webhook_senders as s set last_used_at = v_now
  where s.id in (
    select l.id from public.webhook_senders as l
    where l.id = (request->>'id')::uuid and (l.last_used_at is null or l.last_used_at < v_now - interval '1 minute') for no key update skip locked);
  return json_build_object('noted', found);
end $$;
