-- workers_internal.bulk_names(bulk, dossier, numbers): whether what a bulk change was filtered by, or says, names a document.
-- Input: its row; the document's dossier, null of none; its numbers (workers_internal.numbers_of). Output: whether. Promise: reads only.
create or replace function workers_internal.bulk_names(bulk public.bulk_changes, dossier text, numbers text[]) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  v_words constant text := concat_ws(' ', bulk.filter->>'dossier', bulk.filter->>'text', bulk.reason, bulk.reasons::text);
  v_digits constant text := replace(workers_internal.bare_number(concat_ws(' ', bulk.filter->>'number', bulk.filter->>'number_begins', bulk.filter->>'text', bulk.reason, bulk.reasons::text)), '-', '');
begin
  return coalesce(strpos(lower(v_words), lower(nullif(btrim(dossier), ''))) > 0, false)
    or exists (select from unnest(numbers) as n where length(n) > 2 and v_digits like '%' || replace(n, '-', '') || '%');
end $$;
