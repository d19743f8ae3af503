-- workers_renew: keeps the leases of everything a process is working on.
-- Request: lease_seconds, jobs: [{id, claim_token}…]. Answer: {"jobs": [{"id", "state": "held" | "cancelling" | "locked" | "gone"}…]}.
--   locked: the claim stands, and somebody else's transaction holds the row at this moment; ask again.
-- Promise: renews only what the caller holds, and waits for nobody: a row that somebody locked costs the others nothing. "gone" is
--   certain, so the holder stops at once.
create or replace function public.workers_renew(request jsonb) returns json
language plpgsql security definer set search_path = ''
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  v_expires constant timestamptz := workers_internal.clock() + make_interval(secs => (request->>'lease_seconds')::float8);
  v_ids uuid[];
  v_tokens bigint[];
  v_standing uuid[];
  v_renewed uuid[];
  v_cancelling uuid[];
begin
  select array_agg((j->>'id')::uuid), array_agg((j->>'claim_token')::bigint) into v_ids, v_tokens
  from jsonb_array_elements(request->'jobs') as j;
  v_standing := array(
    select q.id from public.extraction_queue as q
    where q.id = any(v_ids) and case when q.status_id = 2 then q.claim_token end = v_tokens[array_position(v_ids, q.id)]);
  with free as (
    select q.id from public.extraction_queue as q
    where q.id = any(v_standing) and case when q.status_id = 2 then q.claim_token end = v_tokens[array_position(v_ids, q.id)]
    order by q.id
    for no key update skip locked
  ), renewed as (
    update public.extraction_queue as q set lease_expires_at = v_expires from free where q.id = free.id
    returning q.id, q.cancel_requested_at
  )
  select coalesce(array_agg(r.id), '{}'), coalesce(array_agg(r.id) filter (where r.cancel_requested_at is not null), '{}')
  into v_renewed, v_cancelling from renewed as r;
  return jsonb_build_object('jobs', coalesce((
    select jsonb_agg(jsonb_build_object('id', j->>'id', 'state', case
      when (j->>'id')::uuid = any(v_cancelling) then 'cancelling'
      when (j->>'id')::uuid = any(v_renewed) then 'held'
      when (j->>'id')::uuid = any(v_standing) then 'locked'
      else 'gone' end))
    from jsonb_array_elements(request->'jobs') as j), '[]'));
end $$;
