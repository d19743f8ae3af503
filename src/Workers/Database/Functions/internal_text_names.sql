-- workers_internal.text_names(text, dossier, numbers): whether a text names a document.
-- Input: what somebody wrote; the document's dossier, null of none; its numbers (workers_internal.numbers_of). Output: whether. Promise: reads only.
create or replace function workers_internal.text_names(said text, dossier text, numbers text[]) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(strpos(lower(said), lower(nullif(btrim(dossier), ''))) > 0, false)
    or exists (select from unnest(numbers) as n where length(n) > 2 and replace(workers_internal.bare_number(coalesce(said, '')), '-', '') like '%' || replace(n, '-', '') || '%')
$$;
