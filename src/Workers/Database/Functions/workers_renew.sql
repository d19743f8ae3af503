-- workers_renew: keeps the leases of everything a process is working on.
-- Request: lease_seconds, jobs: [{id, claim_token}…], each. Answer: {"jobs": [{"id", "state": "held" | "cancelling" | "locked" | "refused" | "gone"}…]}.
--   locked: the claim stands, and somebody else's transaction holds the row at this moment; ask again.
--   each: after an error, every row by itself. refused: the claim stands, and the database refuses to have the row updated.
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
  v_renewed uuid[] := '{}';
  v_cancelling uuid[] := '{}';
  v_refused uuid[] := '{}';
  v_id uuid;
begin
  select array_agg((j->>'id')::uuid), array_agg((j->>'claim_token')::bigint) into v_ids, v_tokens
  from jsonb_array_elements(request->'jobs') as j;
  v_standing := array(
    select q.id from public.extraction_queue as q
    where q.id = any(v_ids) and case when q.status_id = 2 then q.claim_token end = v_tokens[array_position(v_ids, q.id)]);
  if coalesce((request->>'each')::boolean, false) then
    set constraints all immediate;
    foreach v_id in array v_standing loop
      begin
        with renewed as (
          update public.extraction_queue as q set lease_expires_at = v_expires
          where q.id = (
            select f.id from public.extraction_queue as f
            where f.id = v_id and case when f.status_id = 2 then f.claim_token end = v_tokens[array_position(v_ids, f.id)]
            for no key update skip locked)
          returning q.id, q.cancel_requested_at
        )
        select v_renewed || coalesce(array_agg(r.id), '{}'), v_cancelling || coalesce(array_agg(r.id) filter (where r.cancel_requested_at is not null), '{}')
        into v_renewed, v_cancelling from renewed as r;
      exception when others then
        if not workers_internal.is_of_one_row(sqlstate) then
          raise;
        end if;
        perform workers_internal.refuse(v_id, format('%s (%s)', sqlerrm, sqlstate));
        v_refused := v_refused || v_id;
      end;
    end loop;
  else
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
  end if;
  return jsonb_build_object('jobs', coalesce((
    select jsonb_agg(jsonb_build_object('id', j->>'id', 'state', case
      when (j->>'id')::uuid = any(v_cancelling) then 'cancelling'
      when (j->>'id')::uuid = any(v_renewed) then 'held'
      when (j->>'id')::uuid = any(v_refused) then 'refused'
      when (j->>'id')::uuid = any(v_standing) then 'locked'
      else 'gone' end))
    from jsonb_array_elements(request->'jobs') as j), '[]'));
end $$;
