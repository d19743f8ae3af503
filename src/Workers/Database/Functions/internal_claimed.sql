-- workers_internal.claimed(row): a claimed row as workers see it.
-- Input: a row of extraction_queue at status 2. Output: its fields as json.
-- Promise: reads only; the document number is without spaces where the row knows it so. A text far longer than any of ours is
--   {"characters": …} in its place: its row is then one that cannot be read, and costs no other its claim by the size of the answer.
--   In plpgsql: planned once a session.
create or replace function workers_internal.claimed(q public.extraction_queue) returns json
language plpgsql stable set search_path = '' as $$
declare
  v_fields constant json := json_build_object(
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
    'created_at', coalesce(q.created_at, q.available_at),
    'due_at', q.due_at,
    'read_anew_at', q.read_anew_at,
    'trace_parent', q.trace_parent,
    'waited_seconds', case when isfinite(q.available_at) then greatest(0, extract(epoch from q.processing_started_at - q.available_at)::float8) else 0 end);
begin
  if greatest(0, octet_length(q.document_number), octet_length(q.document_number_normalized), octet_length(q.circonscription_fonciere), octet_length(q.cadastre),
      octet_length(q.designation_secondaire), octet_length(q.acte_type), octet_length(q.supabase_path), octet_length(q.content_sha256)) <= 100000 then
    return v_fields;
  end if;
  return (
    select json_object_agg(f.key, case when length(f.value::text) > 10000 then json_build_object('characters', length(f.value::text)) else f.value end)
    from json_each(v_fields) as f);
end $$;
