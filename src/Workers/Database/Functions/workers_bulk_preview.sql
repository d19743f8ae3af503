-- workers_bulk_preview: what an order would do to the documents that a filter means, a part of them at a time.
-- Request: verb, filter, options (see workers_internal.bulk_judged), tariff, after: the last id that was looked at, limit (5000; 20000 at the most), quoted: how many documents
--   that are perhaps bought are told whole.
-- Answer: {"groups": [{"status_id", "source", "fault", "buys", "reads", "rows", "pages": of those that have them, "without_pages"}…], "perhaps": [as workers_enqueue takes them…],
--   "after": id to go on behind, null at the end, "price_cad": of a consultation today, "readings": [{"source", "documents", "pages", "input_tokens", "output_tokens"}…] of some that
--   were read before; in the first part only}.
-- Promise: reads only.
create or replace function public.workers_bulk_preview(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 5000), 1), 20000);
  v_after constant uuid := (request->>'after')::uuid;
  v_ids uuid[];
  v_groups json;
  v_perhaps json;
begin
  execute format('select array(select q.id from public.extraction_queue as q where %s%s order by q.id limit %s)', workers_internal.document_condition(coalesce(request->'filter', '{}') || '{"orders": true}'),
    case when v_after is not null then format(' and q.id > %L::uuid', v_after) else '' end, v_limit) into v_ids;
  with judged as materialized (
    select j.* from workers_internal.bulk_judged(request->>'verb', coalesce(request->'options', '{}'), v_ids) as j
  ), counted as (
    select j.status_id, j.source, j.fault, j.buys, j.reads, count(*) as rows, coalesce(sum(j.pages), 0) as pages, count(*) filter (where j.pages is null) as without_pages
    from judged as j group by 1, 2, 3, 4, 5
  )
  select
    (select json_agg(to_json(c) order by c.status_id, c.source, c.fault, c.buys) from counted as c),
    (select json_agg(json_build_object('document_source', q.document_source, 'document_number', q.document_number, 'circonscription_fonciere', q.circonscription_fonciere,
        'cadastre', q.cadastre, 'designation_secondaire', q.designation_secondaire, 'acte_type', q.acte_type))
      from public.extraction_queue as q
      where q.id = any(array(select j.id from judged as j where j.buys = 'perhaps' and j.source in ('index', 'acte', 'plan_cadastraux') order by j.id limit coalesce((request->>'quoted')::integer, 0))))
  into v_groups, v_perhaps;
  return json_build_object(
    'groups', coalesce(v_groups, '[]'), 'perhaps', coalesce(v_perhaps, '[]'),
    'after', case when cardinality(v_ids) = v_limit then v_ids[v_limit] end,
    'price_cad', workers_internal.price_on(request->'tariff', workers_internal.clock()),
    'readings', case when v_after is null then (
      select coalesce(json_agg(json_build_object('source', s.source, 'documents', r.documents, 'pages', r.pages, 'input_tokens', r.input_tokens, 'output_tokens', r.output_tokens)), '[]')
      from (values ('index'), ('acte')) as s(source)
      cross join lateral (
        select count(*) as documents, sum(l.page_count) as pages, sum(l.ocr_input_tokens) as input_tokens, sum(l.ocr_output_tokens) as output_tokens from (
          select q.page_count, q.ocr_input_tokens, q.ocr_output_tokens from public.extraction_queue as q
          where q.status_id = 4 and q.document_source = s.source and q.page_count > 0 and q.ocr_output_tokens > 0 limit 500) as l) as r
      where r.documents > 0) end);
end $$;
