-- workers_internal.brought_fault(document, job): why a file cannot be brought as this document.
-- Input: the document as workers_enqueue takes one; the row that would be given the file, null of a new one. Output: a sentence; null where nothing stands in the way.
-- Promise: changes nothing. What is still to be bought, or just being bought, under another row is not entered beside it: it would be bought all the same.
create or replace function workers_internal.brought_fault(document jsonb, job uuid) returns text
language plpgsql set search_path = '' as $$
declare
  v_checked constant jsonb := public.workers_enqueue(jsonb_build_object('mode', 'check', 'documents', jsonb_build_array(document)))->'documents'->0;
begin
  return coalesce(v_checked->>'reason', case when job is null then case v_checked->'there'->>'status_id'
    when '1' then format('it waits to be bought as %s: give that document the file', v_checked->'there'->>'id')
    when '2' then format('somebody works on it as %s: wait for its end', v_checked->'there'->>'id') end end);
end $$;
