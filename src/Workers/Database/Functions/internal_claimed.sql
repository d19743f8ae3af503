-- workers_internal.claimed(row): a claimed row as workers see it.
-- Input: a row of extraction_queue at status 2. Output: its fields as json.
-- Promise: reads only; the document number is without spaces where the row knows it so. In plpgsql: planned once a session.
create or replace function workers_internal.claimed(q public.extraction_queue) returns json
language plpgsql stable set search_path = '' as $$
begin
  return json_build_object(
    'id', q.id,
    'claim_token', q.claim_token,
    'stage', q.stage,
    'document_source', q.document_source,
    'document_number', coalesce(nullif(q.document_number_normalized, ''), q.document_number),
    'circonscription_fonciere', q.circonscription_fonciere,
    'cadastre', q.cadastre,
    'designation_secondaire', q.designation_secondaire,
    'acte_type', q.acte_type,
    'worker_id', q.worker_id,
    'attempt', case q.stage when 'download' then q.attemtps else q.ocr_attempts end,
    'max_attempts', case q.stage when 'download' then coalesce(q.max_attempts, 3) else coalesce(q.ocr_max_attempts, 3) end,
    'supabase_path', q.supabase_path,
    'content_sha256', q.content_sha256,
    'priority', q.priority,
    'progress', q.progress,
    'created_at', coalesce(q.created_at, q.available_at));
end $$;
