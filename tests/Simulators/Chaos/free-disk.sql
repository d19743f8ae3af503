-- Ends what full-disk.sql began.
-- Input: any database. Output: the triggers are gone. Promise: harmless where there are none.
set lock_timeout = '2s';
do $$
declare
  v_table text;
begin
  for v_table in select tablename from pg_catalog.pg_tables where schemaname = 'public' order by tablename
  loop
    execute format('drop trigger if exists chaos_full_disk on public.%I', v_table);
  end loop;
end $$;
