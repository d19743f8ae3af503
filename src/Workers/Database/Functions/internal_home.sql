-- workers_internal.home(): where this database lies: its server and its place there.
-- Input: nothing. Output: a word that a copy on another server, or beside this one, does not have. Promise: reads only.
create or replace function workers_internal.home() returns text
language plpgsql stable set search_path = '' as $$
declare
  v_server text := '';
begin
  begin
    select c.system_identifier::text into v_server from pg_control_system() as c;
  exception when insufficient_privilege then
    -- A managed server may not tell. What was put back there has another number all the same: numbers are given out anew.
    v_server := '';
  end;
  return md5(concat_ws(' ', v_server, (select d.oid from pg_database as d where d.datname = current_database()), 'workers_internal.webhooks'::regclass::oid));
end $$;
