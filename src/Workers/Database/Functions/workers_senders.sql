-- workers_senders: who may add documents by calls that are signed, the oldest first, and whether a server may take such calls.
-- Request: key_check (of the server's key; may be left out), id (of one; may be left out).
-- Answer: {"identity", "refusal": as workers_internal.webhook_refusal has it, "key_check": that the database knows, "known_refusal": of a server with that key, "webhooks": how many addresses are told, "senders": [{"id", "name", "generation", "former": [generations that still count],
--   "former_until", "made_at", "made_by", "disabled_at", "last_used_at"}…]}.
-- Promise: reads only.
create or replace function public.workers_senders(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select json_build_object(
      'identity', w.identity, 'refusal', workers_internal.webhook_refusal(request->>'key_check'), 'key_check', w.key_check, 'known_refusal', workers_internal.webhook_refusal(w.key_check), 'webhooks', (select count(*) from public.webhook_endpoints),
      'senders', coalesce((
        select json_agg(workers_internal.sender_told(s) order by s.made_at, s.id) from public.webhook_senders as s
        where request->>'id' is null or s.id = (request->>'id')::uuid), '[]'))
    from workers_internal.webhooks as w);
end $$;
