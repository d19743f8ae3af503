-- A disk that takes no more, as far as a client can tell: every write to the queue's tables fails with 53100 (disk_full).
-- Input: a migrated database. Output: one trigger on each table of the schema public. Promise: reads go on, rows stay as they are.
set lock_timeout = '2s';
create schema if not exists chaos;
create or replace function chaos.refuse() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '53100', message = 'could not extend file: No space left on device', hint = 'Check free disk space.';
end $$;
do $$
declare
  v_table text;
begin
  for v_table in select tablename from pg_catalog.pg_tables where schemaname = 'public' order by tablename
  loop
    execute format('create or replace trigger chaos_full_disk before insert or update or delete on public.%I for each statement execute function chaos.refuse()', v_table);
  end loop;
end $$;
