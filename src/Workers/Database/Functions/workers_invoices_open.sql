-- workers_invoices_open: how the registry's invoices and this environment's ledger disagree now.
-- Request: environment. Answer: {"runs": [{"account", "ran_at", "judged_from", "known", "pending"}… the last of each account],
--   "differences": [{"account", "kind", "day", "line", "document", "cad", "first_seen"}… the 500 newest], "count", "unexplained_cad"}.
-- Promise: reads only.
create or replace function public.workers_invoices_open(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object(
    'runs', coalesce((
      select json_agg(json_build_object('account', r.account, 'ran_at', r.ran_at, 'judged_from', r.judged_from, 'known', r.known, 'pending', r.pending) order by r.account)
      from (select distinct on (l.account) l.* from public.registre_invoice_runs as l where l.environment = request->>'environment' order by l.account, l.day desc) as r), '[]'),
    'differences', coalesce((
      select json_agg(json_build_object('account', d.account, 'kind', d.kind, 'day', d.day, 'line', d.line, 'document', d.document, 'cad', d.cad, 'first_seen', d.first_seen)
        order by d.day desc, d.account, d.kind, d.key)
      from (select o.* from public.registre_invoice_differences as o where o.environment = request->>'environment' and o.resolved_at is null
        order by o.day desc, o.account, o.kind, o.key limit 500) as d), '[]'),
    'count', (select count(*) from public.registre_invoice_differences as o where o.environment = request->>'environment' and o.resolved_at is null),
    'unexplained_cad', (select coalesce(sum(o.cad), 0) from public.registre_invoice_differences as o where o.environment = request->>'environment' and o.resolved_at is null))
$$;
