-- workers_progress: how far running documents are.
-- Request: jobs: [{id, claim_token, stage_name, percent}…]. Answer: see workers_internal.written ("now" or "stale").
-- Promise: a row's progress never goes back; progress beyond the best so far clears the counts of
--   lost leases and hand-backs, so only a document that gets nowhere runs out of them.
create or replace function public.workers_progress(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_held constant uuid[] := workers_internal.hold(request->'jobs', null);
begin
  update public.extraction_queue as q set
    progress = greatest(q.progress, a.percent),
    progress_stage = case when a.percent >= q.progress then a.stage_name else q.progress_stage end,
    lost_leases = case when a.percent > q.progress then 0 else q.lost_leases end,
    hand_backs = case when a.percent > q.progress then 0 else q.hand_backs end
  from jsonb_to_recordset(request->'jobs') as a(id uuid, stage_name text, percent integer)
  where q.id = a.id and q.id = any(v_held);
  return workers_internal.written(request->'jobs', v_held, '{}');
end $$;
