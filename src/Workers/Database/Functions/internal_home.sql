-- workers_internal.home(): where this database lies: its server and its place there.
-- Input: nothing. Output: a word that a copy which was put back on another server, or beside this one, does not have. Promise: reads only.
--   A copy of the whole server, file by file (an image of its disk, a base backup, a managed server's fork or restore to a moment), is the same server in all that a database can tell and that
--   stays over a restart or a failover: it has the same word. Where a server does not tell its number, so have two that were put back from one dump into two new servers. Who makes such a
--   copy says so in it (workers_internal.adopt_history) before anything serves it.
create or replace function workers_internal.home() returns text
language plpgsql stable set search_path = '' as $$
declare
  v_server text := '';
begin
  begin
    select c.system_identifier::text into v_server from pg_control_system() as c;
  exception when insufficient_privilege then
    -- A managed server may not tell. What was put back beside it has another number: numbers are given out anew.
    v_server := '';
  end;
  return md5(concat_ws(' ', v_server, (select d.oid from pg_database as d where d.datname = current_database()), 'workers_internal.webhooks'::regclass::oid));
end $$;
