-- workers_review_document: one document with all that is or was in doubt about its reading.
-- Request: id (of the document, or of one of its items), whole (bool: with its structure and corrected text).
-- Answer: {"document": {id, status_id, document_source, document_number, circonscription_fonciere, content_sha256, supabase_path, needs_review, review_reason,
--   "revision", "structure", "boosted_file_content"} or null, "items": [see workers_internal.review_item…, of the reading it has now]}.
-- Promise: changes no document. Of one that was read before there were such rows they are made by this call. revision names the text as it is told.
create or replace function public.workers_review_document(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_whole constant boolean := coalesce((request->>'whole')::boolean, false);
  v_id uuid := (request->>'id')::uuid;
  v_row public.extraction_queue;
begin
  v_id := coalesce((select r.job_id from public.ocr_reviews as r where r.id = v_id), v_id);
  select q.* into v_row from public.extraction_queue as q where q.id = v_id;
  if v_row.status_id = 4 and v_row.needs_review and not exists (select from public.ocr_reviews as r where r.job_id = v_id and r.claim_token = v_row.claim_token) then
    -- What was read before the lock may be another reading's by now.
    select q.* into v_row from public.extraction_queue as q where q.id = v_id for no key update;
    if v_row.status_id = 4 and v_row.needs_review and not exists (select from public.ocr_reviews as r where r.job_id = v_id and r.claim_token = v_row.claim_token) then
      perform workers_internal.open_reviews(v_id);
    end if;
  end if;
  return json_build_object(
    'document', case when v_row.id is not null then json_build_object(
      'id', v_row.id, 'status_id', v_row.status_id, 'document_source', v_row.document_source, 'document_number', v_row.document_number,
      'circonscription_fonciere', v_row.circonscription_fonciere, 'content_sha256', v_row.content_sha256, 'supabase_path', v_row.supabase_path,
      'needs_review', v_row.needs_review, 'review_reason', v_row.review_reason,
      'revision', case when v_whole then workers_internal.reading_revision(v_row.structured_content, v_row.boosted_file_content) end,
      'structure', case when v_whole then v_row.structured_content end,
      'boosted_file_content', case when v_whole then v_row.boosted_file_content end) end,
    'items', coalesce((select json_agg(workers_internal.review_item(r) order by r.page, coalesce(r.line, 0), r.field, r.id) from public.ocr_reviews as r
      where r.job_id = v_id and r.claim_token = v_row.claim_token), '[]'));
end $$;
