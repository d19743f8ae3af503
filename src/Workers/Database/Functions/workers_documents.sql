-- workers_documents: a page of the documents that a filter means.
-- Request: filter (see workers_internal.document_condition), sort: created | updated | number | priority, descending (bool), after: {"key", "id"} of the last document that was told,
--   limit (50; 1000 at the most).
-- Answer: {"documents": [{"id", "status_id", "document_source", "document_number", "circonscription_fonciere", "cadastre", "designation_secondaire", "acte_type", "dossier", "priority",
--   "stage", "worker_id", "outcome", "error", "needs_review", "review_reason", "attempts", "ocr_attempts", "pages", "progress", "is_stored", "created_at", "updated_at", "available_at",
--   "due_at"}…], "after": what to ask with for the next page, null at the end}.
-- Promise: reads only, and no more than a page behind "after": a list that is read page by page holds no document twice unless it moved, and none is left out that stood still.
create or replace function public.workers_documents(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 50), 1), 1000);
  v_key constant text := case coalesce(request->>'sort', 'created')
    when 'created' then 'coalesce(q.created_at, q.available_at)'
    when 'updated' then 'coalesce(q.updated_at, q.created_at, q.available_at)'
    when 'number' then 'coalesce(q.document_number, '''')'
    when 'priority' then 'q.priority' end;
  v_type constant text := case coalesce(request->>'sort', 'created') when 'number' then 'text' when 'priority' then 'integer' else 'timestamptz' end;
  v_order constant text := case when coalesce((request->>'descending')::boolean, false) then 'desc' else 'asc' end;
  v_behind constant text := case when jsonb_typeof(request->'after') = 'object' then
    format(' and (%s, q.id) %s (%L::%s, %L::uuid)', v_key, case v_order when 'desc' then '<' else '>' end, request->'after'->>'key', v_type, request->'after'->>'id') else '' end;
  v_found json;
begin
  if v_key is null then
    raise exception 'no such order: %', request->>'sort' using errcode = '22023';
  end if;
  execute format($query$
    with page as (
      select q.id, %1$s as key, row_number() over (order by %1$s %3$s, q.id %3$s) as place
      from public.extraction_queue as q where %2$s%4$s order by %1$s %3$s, q.id %3$s limit %5$s
    )
    select json_build_object(
      'documents', coalesce(json_agg(json_build_object(
        'id', q.id, 'status_id', q.status_id, 'document_source', q.document_source, 'document_number', coalesce(left(q.document_number, 200), ''),
        'circonscription_fonciere', left(q.circonscription_fonciere, 200), 'cadastre', left(q.cadastre, 200), 'designation_secondaire', left(q.designation_secondaire, 200),
        'acte_type', left(q.acte_type, 200), 'dossier', left(q.dossier, 200), 'priority', q.priority, 'stage', case when q.status_id = 2 then q.stage end,
        'worker_id', case when q.status_id = 2 then left(q.worker_id, 200) end, 'outcome', case when q.status_id = 5 then q.outcome end,
        'error', left(workers_internal.cause(q.id, coalesce(q.error_message, q.ocr_error)), 1000), 'needs_review', coalesce(q.needs_review, false), 'review_reason', left(q.review_reason, 1000),
        'attempts', coalesce(q.attemtps, 0), 'ocr_attempts', coalesce(q.ocr_attempts, 0), 'pages', q.page_count, 'progress', coalesce(q.progress, 0),
        'is_stored', q.supabase_path is not null, 'created_at', coalesce(q.created_at, q.available_at), 'updated_at', coalesce(q.updated_at, q.created_at, q.available_at),
        'available_at', q.available_at, 'due_at', q.due_at) order by p.place) filter (where p.place <= %6$s), '[]'),
      'after', (select json_build_object('key', l.key::text, 'id', l.id) from page as l where l.place = %6$s and exists (select from page as more where more.place > %6$s)))
    from page as p join public.extraction_queue as q on q.id = p.id
    $query$, v_key, workers_internal.document_condition(coalesce(request->'filter', '{}')), v_order, v_behind, v_limit + 1, v_limit) into v_found;
  return v_found;
end $$;
