-- workers_webhooks_settle: how a delivery went.
-- Request: id, token (of the claim), delivered (the receiver took it), gone (it says that it wants none any more), status (of its answer; may be left out),
--   answer (its beginning, or why there is none), jitter (0 to 1).
-- Answer: {"state": where it is now; null where the claim is over}.
-- Promise: nothing but under the claim that is held. A try that failed is made again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each longer by up to a fifth; then it is dead. A trial
--   is tried once and disables nothing; an endpoint that wants none any more is disabled.
create or replace function public.workers_webhooks_settle(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_waits constant integer[] := array[5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400];
  v_gone constant boolean := coalesce((request->>'gone')::boolean, false);
  v_row public.webhook_deliveries;
  v_state text;
begin
  -- In the order in which one is removed: an address, then its deliveries.
  perform from public.webhook_endpoints as e where e.id = (select d.endpoint_id from public.webhook_deliveries as d where d.id = (request->>'id')::uuid) for no key update;
  select d.* into v_row from public.webhook_deliveries as d where d.id = (request->>'id')::uuid and d.token = (request->>'token')::uuid and d.state = 'delivering' for update;
  if not found then
    return json_build_object('state', null);
  end if;
  v_state := case
    when coalesce((request->>'delivered')::boolean, false) then 'delivered'
    when v_row.kind = 'ping' or v_gone or v_row.attempts >= cardinality(v_waits) then 'dead'
    else 'pending' end;
  update public.webhook_deliveries as d set
    state = v_state, attempts = d.attempts + 1, token = null, lease_until = null, status = (request->>'status')::integer, answer = left(request->>'answer', 500), ended_at = case when v_state <> 'pending' then v_now end,
    due_at = case when v_state = 'pending' then v_now + make_interval(secs => v_waits[v_row.attempts + 1] * (1 + coalesce((request->>'jitter')::double precision, 0) / 5)) else d.due_at end
  where d.id = v_row.id;
  update public.webhook_endpoints as e set answers = request->>'status' is not null where e.id = v_row.endpoint_id and e.answers is distinct from (request->>'status' is not null);
  if v_gone and v_row.kind <> 'ping' then
    update public.webhook_endpoints as e set disabled_at = v_now, disabled_why = '410 Gone: it wants no more.' where e.id = v_row.endpoint_id and e.disabled_at is null;
  end if;
  return json_build_object('state', v_state);
end $$;
