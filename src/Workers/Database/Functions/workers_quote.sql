-- workers_quote: what a list of documents would cost, were it added now.
-- Request: environment, reuse_seconds, tariff, documents: [{"asked": as workers_enqueue takes it, "document": as workers_consultation_begin
--   takes it}…].
-- Answer: {"price_cad", "documents": [{"row", "result": "owned" | "in_flight" | "new"}…]}, row counted from 0 in the order asked. owned: it is
--   stored and answers at no cost; in_flight: it waits, is being bought or is open in the ledger, or stands earlier in the list.
-- Promise: reads only. An index that would answer for reuse_seconds is owned only while it does.
create or replace function public.workers_quote(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_answer jsonb;
begin
  with given as (
    select d.ordinality - 1 as row, d.value->'document' as document, a.idempotency_key, n.*, workers_internal.document_asked(
      a.document_source, a.document_number, a.circonscription_fonciere, a.cadastre, a.designation_secondaire, a.acte_type) as asked,
      row_number() over (partition by d.value->'document' order by d.ordinality) as turn
    from jsonb_array_elements(request->'documents') with ordinality as d
    cross join jsonb_to_record(d.value->'asked') as a(
      document_source text, document_number text, circonscription_fonciere text, cadastre text, designation_secondaire text,
      acte_type text, idempotency_key text)
    cross join jsonb_to_record(d.value->'document') as n(source text, number text, circonscription text, cadastre text, designation text, acte_type text)
  ), known as (
    select g.row, bool_or(c.state = 'stored') as owned, bool_or(c.state <> 'stored') as open
    from given as g join public.registre_consultations as c
      on c.environment = request->>'environment' and c.document_source = g.source and c.document_number = g.number
      and (c.circonscription, c.cadastre, c.designation, c.acte_type)
        = (g.circonscription, coalesce(g.cadastre, ''), coalesce(g.designation, ''), coalesce(g.acte_type, ''))
    where c.state in ('prepared', 'submitting', 'received', 'uncertain', 'rejected')
      or (c.state = 'stored' and (c.document_source = 'acte' or c.stored_at > v_now - make_interval(secs => (request->>'reuse_seconds')::float8)))
    group by g.row
    union all
    -- As it was asked for, where the site's lists showed another spelling.
    select g.row, bool_or(c.state = 'stored'), bool_or(c.state <> 'stored')
    from given as g join public.registre_consultations as c on c.environment = request->>'environment' and c.asked = g.document
    where c.state in ('prepared', 'submitting', 'received', 'uncertain', 'rejected')
      or (c.state = 'stored' and (c.document_source = 'acte' or c.stored_at > v_now - make_interval(secs => (request->>'reuse_seconds')::float8)))
    group by g.row
  ), waiting as (
    select distinct workers_internal.document_asked(
      q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type) as asked
    from public.extraction_queue as q where q.status_id in (1, 2) and q.supabase_path is null
  ), judged as (
    select g.row, case
      when k.status_id in (3, 4) then 'owned'
      when l.open or w.asked is not null or k.id is not null then 'in_flight'
      when l.owned then 'owned'
      when g.turn > 1 then 'in_flight'
      else 'new' end as result
    from given as g
    left join (select n.row, bool_or(n.owned) as owned, bool_or(n.open) as open from known as n group by n.row) as l on l.row = g.row
    left join public.extraction_queue as k on k.idempotency_key = g.idempotency_key
    left join waiting as w on w.asked = g.asked
  )
  select jsonb_agg(jsonb_build_object('row', j.row, 'result', j.result) order by j.row) into v_answer from judged as j;
  return jsonb_build_object('price_cad', workers_internal.price_on(request->'tariff', v_now), 'documents', coalesce(v_answer, '[]'));
end $$;
