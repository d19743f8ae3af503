-- workers_budget_reopen: documents that wait for a budget of the registry which is not used up any more come forward.
-- Request: environment, tariff, budgets (see workers_consultation_submit), limit, each.
-- Answer: {"reopened": how many, "refused": [{"id", "document_number", "said"}…]}, together at most limit.
--   each: after an error, every row by itself; one that the database refuses to have updated is in refused and left aside for a while.
-- Promise: moves only documents at 1 whose last word, another priority aside, is that they met a budget; what else makes a document wait stays. Which account would buy is not known before
--   the claim, so a budget of an account is not asked here; what meets one is handed back again, at no cost. Repeating it changes nothing more.
create or replace function public.workers_budget_reopen(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_aside constant boolean := exists (select from workers_internal.refused_rows);
  v_picked uuid[];
begin
  with waiting as (
    select q.id, workers_internal.dossier_of(q.dossier) as dossier
    from public.extraction_queue as q
    cross join lateral (select e.kind, e.details from public.job_events as e where e.job_id = q.id and e.kind <> 'prioritised' order by e.id desc limit 1) as last
    where q.status_id = 1 and q.available_at > v_now and last.kind = 'handed_back' and last.details->>'reason' = 'over_budget'
      and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
  ), open as (
    select d.dossier from (select distinct w.dossier from waiting as w) as d
    where workers_internal.budget_met(request->>'environment', null, d.dossier, request) is null
  ), chosen as (
    select q.id from public.extraction_queue as q
    join waiting as w on w.id = q.id join open as o on o.dossier is not distinct from w.dossier
    where q.status_id = 1 and q.available_at > v_now order by q.id limit coalesce((request->>'limit')::integer, 1000) for no key update of q skip locked
  )
  select coalesce(array_agg(c.id order by c.id), '{}') into v_picked from chosen as c;
  return workers_internal.reopen_each(v_picked, coalesce((request->>'each')::boolean, false));
end $$;
