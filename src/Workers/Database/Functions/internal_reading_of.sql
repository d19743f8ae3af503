-- workers_internal.reading_of(content, page): a name for what was read of a page, or of all pages for page 0.
-- Input: file_content, which never changes after its reading. Output: text. Promise: another one as soon as another text was read.
create or replace function workers_internal.reading_of(content text, page integer) returns text
language sql immutable set search_path = '' as $$
  select md5(case when page = 0 then coalesce(content, '')
    else split_part(split_part(E'\n' || coalesce(content, ''), format(E'\n--- Page %s ---\n', page), 2), format(E'\n\n--- Page %s ---\n', page + 1), 1) end)
$$;
