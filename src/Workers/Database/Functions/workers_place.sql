-- workers_place: where one document is, for who follows it.
-- Request: id. Answer: {"document": {"id", "status_id", "document_source", "document_number", "progress", "progress_stage", "outcome", "error", "needs_review",
--   "open": doubts that wait for a person} or null}. document_source is null where this program does not know it.
-- Promise: reads only, one row by its id.
create or replace function public.workers_place(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('document', (
    select json_build_object(
      'id', q.id, 'status_id', q.status_id, 'document_source', case when q.document_source in ('index', 'acte', 'plan_cadastraux') then q.document_source::text end,
      'document_number', coalesce(left(q.document_number, 100), ''), 'progress', coalesce(q.progress, 0), 'progress_stage', q.progress_stage, 'outcome', q.outcome,
      'error', case when q.status_id = 5 then left(workers_internal.cause(q.id, q.error_message), 1000) end, 'needs_review', coalesce(q.needs_review, false),
      'open', (select count(*) from public.ocr_reviews as r where r.job_id = q.id and r.claim_token = q.claim_token and r.state = 'open'))
    from public.extraction_queue as q where q.id = (request->>'id')::uuid))
$$;
