-- workers_webhooks: the addresses that are told of documents, the oldest first, and whether a server may deliver.
-- Request: key_check (of the server's key; may be left out). Answer: {"identity", "refusal": as workers_internal.webhook_refusal has it, "lost_at", "endpoints": [{"id", "url", "description", "kinds",
--   "generation", "former_until", "made_at", "made_by", "disabled_at", "disabled_why", "pending", "dead"}…]}.
-- Promise: reads only.
create or replace function public.workers_webhooks(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select json_build_object(
      'identity', w.identity, 'refusal', workers_internal.webhook_refusal(request->>'key_check'), 'lost_at', w.lost_at,
      'endpoints', coalesce((select json_agg(workers_internal.webhook_told(e) order by e.made_at, e.id) from public.webhook_endpoints as e), '[]'))
    from workers_internal.webhooks as w);
end $$;
