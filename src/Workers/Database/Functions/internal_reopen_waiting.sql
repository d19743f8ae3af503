-- workers_internal.reopen_waiting(member, word, request): documents at 1 that were handed back for one reason which holds no more come forward.
-- Input: what the details of their last event, another priority aside, say, and as what; limit, each, and what a budget is asked by (see workers_budget_reopen).
-- Output: as reopen_each. Promise: what else makes a document wait stays; what the database refused lately is left aside. A document that waits for a budget waits on while its dossier's is met.
create or replace function workers_internal.reopen_waiting(member text, word text, request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_aside constant boolean := exists (select from workers_internal.refused_rows);
  v_picked uuid[];
begin
  with waiting as (
    select q.id, workers_internal.dossier_of(q.dossier) as dossier
    from public.extraction_queue as q
    cross join lateral (select e.kind, e.details from public.job_events as e where e.job_id = q.id and e.kind <> 'prioritised' order by e.id desc limit 1) as last
    where q.status_id = 1 and q.available_at > v_now and last.kind = 'handed_back' and last.details->>member = word
      and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
  ), open as (
    select d.dossier from (select distinct w.dossier from waiting as w) as d
    where word <> 'over_budget' or workers_internal.budget_met(request->>'environment', null, d.dossier, request) is null
  ), chosen as (
    select q.id from public.extraction_queue as q
    join waiting as w on w.id = q.id join open as o on o.dossier is not distinct from w.dossier
    where q.status_id = 1 and q.available_at > v_now order by q.id limit coalesce((request->>'limit')::integer, 1000) for no key update of q skip locked
  )
  select coalesce(array_agg(c.id order by c.id), '{}') into v_picked from chosen as c;
  return workers_internal.reopen_each(v_picked, coalesce((request->>'each')::boolean, false));
end $$;
