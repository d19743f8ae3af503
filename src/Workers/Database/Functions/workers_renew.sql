-- workers_renew: keeps the leases of everything a process is working on.
-- Request: lease_seconds, jobs: [{id, claim_token}…]. Answer: {"jobs": [{"id", "state": "held" | "cancelling" | "gone"}…]}.
-- Promise: renews only what the caller holds; "gone" is certain, so the holder stops at once.
create or replace function public.workers_renew(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_held constant uuid[] := workers_internal.hold(request->'jobs', null);
  v_expires constant timestamptz := workers_internal.clock() + make_interval(secs => (request->>'lease_seconds')::float8);
  v_cancelling uuid[];
begin
  with renewed as (
    update public.extraction_queue as q set lease_expires_at = v_expires where q.id = any(v_held)
    returning q.id, q.cancel_requested_at
  )
  select array_agg(r.id) into v_cancelling from renewed as r where r.cancel_requested_at is not null;
  return jsonb_build_object('jobs', coalesce((
    select jsonb_agg(jsonb_build_object('id', j->>'id', 'state', case
      when (j->>'id')::uuid = any(v_cancelling) then 'cancelling'
      when (j->>'id')::uuid = any(v_held) then 'held'
      else 'gone' end))
    from jsonb_array_elements(request->'jobs') as j), '[]'));
end $$;
