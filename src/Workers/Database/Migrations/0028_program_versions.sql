-- Migration 0028: which program put the functions in place, and the oldest program that they serve.
-- Input: workers_internal.installed_functions, one row. Output: two columns, and a trigger that keeps an older program from putting its functions back.
-- Promise: no existing value is changed.
-- Locks: workers_internal.installed_functions, all of it, until the end of the run; only a start and a check read it, for an instant.

alter table workers_internal.installed_functions
  add column if not exists program text,
  add column if not exists serves_from text;

-- A program says who it is in the setting workers.program; one from before this migration does not, and is the first release.
create function workers_internal.keep_newer_functions() returns trigger
language plpgsql set search_path = '' as $$
declare
  v_caller text := coalesce(nullif(current_setting('workers.program', true), ''), '0.1.0');
  v_former text := coalesce(case when tg_op = 'UPDATE' then old.program end, '0.1.0');
begin
  if string_to_array(v_caller, '.')::integer[] < string_to_array(v_former, '.')::integer[] then
    raise exception 'This database has the functions of Workers %, and Workers % would put older ones in their place. Nothing was changed. Run migrate with Workers % or newer.',
      v_former, v_caller, v_former;
  end if;
  -- An insert that meets the row comes here first, and knows nothing of what is installed; where there is no row nobody is served yet.
  if tg_op = 'UPDATE' and string_to_array(v_former, '.')::integer[] < string_to_array(coalesce(new.serves_from, '0.1.0'), '.')::integer[]
    and exists (select from public.extraction_queue as q where q.status_id = 2 and q.lease_expires_at > workers_internal.clock())
  then
    raise exception 'Workers % does not serve daemons of Workers %, and documents are being worked on. Nothing was changed. Stop the daemons of this environment first.',
      v_caller, v_former;
  end if;
  return new;
end $$;
create trigger keep_newer_functions before insert or update on workers_internal.installed_functions
for each row execute function workers_internal.keep_newer_functions();
