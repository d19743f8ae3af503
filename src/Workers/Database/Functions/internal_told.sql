-- workers_internal.told(moment): a time as people are told it everywhere.
-- Input: any time. Output: text in UTC, to the second; null of null. Promise: reads only; the same whatever the session's time zone.
create or replace function workers_internal.told(moment timestamptz) returns text
language sql immutable set search_path = '' as $$
  select to_char(moment at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
$$;
