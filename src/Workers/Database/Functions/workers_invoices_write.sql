-- workers_invoices_write: one run over an account's invoices, as far as it concerns this environment.
-- Request: environment, account, judged_from (day), known, pending, unexplained_cad, differences: [{"kind", "key", "day", "line", "consultation_id", "document", "cad"}…].
-- Answer: {"new": [key…]}: differences that were not open before.
-- Promise: repeating it changes nothing but the time; what was open within the judged days and is not given any more is resolved; older ones stay as they are.
create or replace function public.workers_invoices_write(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_environment constant text := request->>'environment';
  v_account constant text := request->>'account';
  v_new jsonb;
begin
  insert into public.registre_invoice_runs as r (environment, account, day, ran_at, judged_from, known, pending, differences, unexplained_cad)
  values (v_environment, v_account, workers_internal.registre_day(v_now), v_now, (request->>'judged_from')::date, (request->>'known')::integer,
    (request->>'pending')::integer, jsonb_array_length(request->'differences'), (request->>'unexplained_cad')::numeric)
  on conflict (environment, account, day) do update set ran_at = excluded.ran_at, judged_from = excluded.judged_from, known = excluded.known,
    pending = excluded.pending, differences = excluded.differences, unexplained_cad = excluded.unexplained_cad;

  select coalesce(jsonb_agg(g.key order by g.key), '[]') into v_new
  from jsonb_to_recordset(request->'differences') as g(kind text, key text)
  where not exists (
    select from public.registre_invoice_differences as d
    where d.environment = v_environment and d.account = v_account and d.kind = g.kind and d.key = g.key and d.resolved_at is null);

  insert into public.registre_invoice_differences as d
    (environment, account, kind, key, day, line, consultation_id, document, cad, first_seen, last_seen)
  select v_environment, v_account, g.kind, g.key, g.day, g.line, g.consultation_id, g.document, g.cad, v_now, v_now
  from jsonb_to_recordset(request->'differences') as g(kind text, key text, day date, line text, consultation_id uuid, document text, cad numeric)
  on conflict (environment, account, kind, key) do update set last_seen = v_now, resolved_at = null, day = excluded.day, line = excluded.line, cad = excluded.cad;

  update public.registre_invoice_differences as d set resolved_at = v_now
  where d.environment = v_environment and d.account = v_account and d.resolved_at is null and d.day >= (request->>'judged_from')::date
    and not exists (
      select from jsonb_to_recordset(request->'differences') as g(kind text, key text) where g.kind = d.kind and g.key = d.key);
  return jsonb_build_object('new', v_new);
end $$;
