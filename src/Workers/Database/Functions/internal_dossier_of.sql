-- workers_internal.dossier_of(text): the office's file as money is counted by it.
-- Input: what a row holds. Output: without spaces around it, at most 100 characters; null of nothing. Promise: reads nothing.
create or replace function workers_internal.dossier_of(dossier text) returns text
language sql immutable set search_path = '' as $$ select nullif(left(trim(dossier), 100), '') $$;
