-- workers_spend: what was spent at the registry today, by the registry's day.
-- Request: environment, tariff, budgets (see workers_consultation_submit).
-- Answer: {"day", "documents", "cad", "doubtful_cad", "groups": [{"account", "dossier", "documents", "cad"}… the 10 largest],
--   "met": [the budgets that stand in the way now, see workers_internal.budget_met]; of dossiers those for which documents wait}.
-- Promise: reads only. What was or may have been billed counts, a request in doubt too (doubtful_cad); what the site refused does not.
create or replace function public.workers_spend(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_day constant date := workers_internal.registre_day(workers_internal.clock());
begin
  return (
    with today as (
      select s.* from public.registre_spend as s where s.environment = request->>'environment' and s.day = v_day
    )
    select jsonb_build_object(
      'day', v_day, 'documents', coalesce(sum(t.documents), 0), 'cad', coalesce(sum(t.cad), 0), 'doubtful_cad', coalesce(sum(t.doubtful_cad), 0),
      'groups', coalesce((
        select jsonb_agg(to_jsonb(l) - 'rank' order by l.rank) from (
          select g.account, g.dossier, g.documents, g.cad, row_number() over (order by g.cad desc, g.account, g.dossier) as rank
          from today as g order by rank limit 10) as l), '[]'),
      'met', coalesce((
        select jsonb_agg(distinct b.met) from (
          select workers_internal.budget_met(request->>'environment', null, null, request) as met
          union all
          select workers_internal.budget_met(request->>'environment', a.account, null, request || jsonb_build_object('budgets', (request->'budgets') - 'day'))
          from (select distinct account from today) as a
          union all
          select workers_internal.budget_met(request->>'environment', null, w.dossier, request || jsonb_build_object('budgets', (request->'budgets') - 'day'))
          from (
            select distinct workers_internal.dossier_of(q.dossier) as dossier from public.extraction_queue as q
            where q.status_id = 1 and q.dossier is not null limit 100) as w
        ) as b where b.met is not null), '[]'))
    from today as t);
end $$;
