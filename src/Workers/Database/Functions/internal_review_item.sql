-- workers_internal.review_item(row): a row of ocr_reviews as it is told.
-- Input: the row. Output: its columns and those of its document that name it, where the document is still there, as json. Promise: reads only.
create or replace function workers_internal.review_item(item public.ocr_reviews) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_strip_nulls(to_jsonb(item) - '{claim_token,decision}'::text[]) || jsonb_strip_nulls(jsonb_build_object(
    'document_source', q.document_source, 'document_number', q.document_number, 'circonscription_fonciere', q.circonscription_fonciere,
    'is_current', coalesce(q.status_id = 4 and q.claim_token = (item).claim_token, false)))
  from (select (item).job_id) as i(id) left join public.extraction_queue as q on q.id = i.id
$$;
