-- workers_webhook_replay: a delivery that has ended is made again, under its own id.
-- Request: id. Answer: {"replayed": bool, "endpoint": as workers_webhooks has it; null where there is no delivery of that id that has ended}.
-- Promise: repeating it changes nothing until it has ended again. What is delivered again bears the same webhook-id, so that a receiver knows it.
create or replace function public.workers_webhook_replay(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_endpoint uuid;
begin
  update public.webhook_deliveries as d set state = 'pending', attempts = 0, due_at = v_now, ended_at = null, token = null, lease_until = null
  where d.id = (request->>'id')::uuid and d.state in ('delivered', 'dead') returning d.endpoint_id into v_endpoint;
  return json_build_object('replayed', v_endpoint is not null, 'endpoint', (select workers_internal.webhook_told(e) from public.webhook_endpoints as e where e.id = v_endpoint));
end $$;
