-- workers_internal.hold(jobs, stage): which of these claims are still held, locked in id order so that two batches never deadlock.
-- Input: [{"id", "claim_token"}…]; stage download, ocr, or null for either. Output: the ids held.
-- Promise: a row is held only at status 2 under the very token that is named.
create or replace function workers_internal.hold(jobs jsonb, only_stage text) returns uuid[]
language plpgsql volatile set search_path = ''
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  v_ids uuid[];
  v_tokens bigint[];
  v_held uuid[];
begin
  select array_agg((j->>'id')::uuid), array_agg((j->>'claim_token')::bigint) into v_ids, v_tokens
  from jsonb_array_elements(jobs) as j;
  select coalesce(array_agg(h.id), '{}') into v_held
  from (
    select q.id from public.extraction_queue as q
    where q.id = any(v_ids)
      and case when q.status_id = 2 and (only_stage is null or q.stage = only_stage) then q.claim_token end = v_tokens[array_position(v_ids, q.id)]
    order by q.id
    for no key update
  ) as h;
  return v_held;
end $$;
