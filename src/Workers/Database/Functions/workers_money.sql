-- workers_money: what was spent day by day, at the registry and for reading, by the registry's days.
-- Request: environment, days (back, with today; 30, 366 at the most).
-- Answer: {"from", "to", "days": [{"day", "documents", "cad", "doubtful_cad", "calls", "usd", "doubtful_usd"}… each day, the first first], "accounts": [{"account", "documents", "cad",
--   "doubtful_cad"}… the 50 largest], "accounts_today": the same of the day "to", "dossiers": [{"dossier", "documents", "cad", "calls", "usd"}… the 50 largest by CAD, then by US dollars],
--   "models": [{"model", "tier", "calls", "input_tokens", "output_tokens", "usd", "doubtful_usd"}… the 50 largest]}. CAD at the registry, US dollars for reading.
-- Promise: reads only, by the indexes of days. What is in doubt counts, as in workers_spend and workers_ocr_spend.
create or replace function public.workers_money(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_to constant date := workers_internal.registre_day(workers_internal.clock());
  v_from constant date := v_to - (least(greatest(coalesce((request->>'days')::integer, 30), 1), 366) - 1);
begin
  return (
    with bought as materialized (
      select s.day, s.account, s.dossier, s.documents, s.cad, s.doubtful_cad from public.registre_spend as s
      where s.environment = request->>'environment' and s.day between v_from and v_to
    ), read as materialized (
      select (c.opened_at at time zone 'America/Toronto')::date as day, c.dossier, c.model, c.tier, count(*) as calls, coalesce(sum(c.input_tokens), 0) as input_tokens,
        coalesce(sum(c.output_tokens), 0) as output_tokens, sum(coalesce(c.cost_usd, c.estimated_usd)) as usd, coalesce(sum(c.estimated_usd) filter (where c.cost_usd is null), 0) as doubtful_usd
      from public.ocr_calls as c where (c.opened_at at time zone 'America/Toronto')::date between v_from and v_to group by 1, 2, 3, 4
    ), dossiers as (
      select m.dossier, sum(m.documents) as documents, sum(m.cad) as cad, sum(m.calls) as calls, sum(m.usd) as usd from (
        select b.dossier, b.documents, b.cad, 0 as calls, 0 as usd from bought as b
        union all
        select r.dossier, 0, 0, r.calls, r.usd from read as r) as m group by 1
    )
    select json_build_object(
      'from', v_from, 'to', v_to,
      'days', (
        select json_agg(json_build_object('day', d.day::date, 'documents', coalesce(b.documents, 0), 'cad', coalesce(b.cad, 0), 'doubtful_cad', coalesce(b.doubtful_cad, 0),
          'calls', coalesce(r.calls, 0), 'usd', coalesce(r.usd, 0), 'doubtful_usd', coalesce(r.doubtful_usd, 0)) order by d.day)
        from generate_series(v_from::timestamp, v_to::timestamp, interval '1 day') as d(day)
        left join (select o.day, sum(o.documents) as documents, sum(o.cad) as cad, sum(o.doubtful_cad) as doubtful_cad from bought as o group by 1) as b on b.day = d.day::date
        left join (select o.day, sum(o.calls) as calls, sum(o.usd) as usd, sum(o.doubtful_usd) as doubtful_usd from read as o group by 1) as r on r.day = d.day::date),
      'accounts', coalesce((
        select json_agg(json_build_object('account', a.account, 'documents', a.documents, 'cad', a.cad, 'doubtful_cad', a.doubtful_cad) order by a.cad desc, a.account)
        from (select o.account, sum(o.documents) as documents, sum(o.cad) as cad, sum(o.doubtful_cad) as doubtful_cad from bought as o group by 1 order by 3 desc, 1 limit 50) as a), '[]'),
      'accounts_today', coalesce((
        select json_agg(json_build_object('account', a.account, 'documents', a.documents, 'cad', a.cad, 'doubtful_cad', a.doubtful_cad) order by a.cad desc, a.account)
        from (select o.account, sum(o.documents) as documents, sum(o.cad) as cad, sum(o.doubtful_cad) as doubtful_cad from bought as o where o.day = v_to group by 1 order by 3 desc, 1 limit 50) as a),
        '[]'),
      'dossiers', coalesce((
        select json_agg(json_build_object('dossier', s.dossier, 'documents', s.documents, 'cad', s.cad, 'calls', s.calls, 'usd', s.usd) order by s.cad desc, s.usd desc, s.dossier)
        from (select o.* from dossiers as o order by o.cad desc, o.usd desc, o.dossier limit 50) as s), '[]'),
      'models', coalesce((
        select json_agg(json_build_object('model', m.model, 'tier', m.tier, 'calls', m.calls, 'input_tokens', m.input_tokens, 'output_tokens', m.output_tokens, 'usd', m.usd,
          'doubtful_usd', m.doubtful_usd) order by m.usd desc, m.model, m.tier)
        from (select o.model, o.tier, sum(o.calls) as calls, sum(o.input_tokens) as input_tokens, sum(o.output_tokens) as output_tokens, sum(o.usd) as usd, sum(o.doubtful_usd) as doubtful_usd
          from read as o group by 1, 2 order by 6 desc, 1, 2 limit 50) as m), '[]')));
end $$;
