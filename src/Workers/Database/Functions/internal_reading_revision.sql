-- workers_internal.reading_revision(structure, boosted): a name for a reading's corrected form as it stands.
-- Input: structured_content and boosted_file_content. Output: text. Promise: another one as soon as either changes.
create or replace function workers_internal.reading_revision(structure jsonb, boosted text) returns text
language sql immutable set search_path = '' as $$
  select md5(coalesce(structure::text, '')) || md5(coalesce(boosted, ''))
$$;
