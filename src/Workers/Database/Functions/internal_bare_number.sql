-- workers_internal.bare_number(number): a lot or inscription number as it is compared.
-- Input: as it is written. Output: capital letters, digits and hyphens, without leading zeros. Promise: the same as the program's own rule.
create or replace function workers_internal.bare_number(number text) returns text
language sql immutable set search_path = '' as $$
  select coalesce(nullif(ltrim(b.bare, '0'), ''), b.bare) from (select trim('-' from upper(regexp_replace(number, '[^A-Za-z0-9-]', '', 'g'))) as bare) as b
$$;
