-- Start of every migration run. Input: nothing. Output: an open transaction and the records of what was applied.
-- Promise: one run at a time; all of it or nothing.
begin;
-- Neither another run nor a lock on a table is waited for in here: who waits would hold up the index that the other builds, or whoever comes after.
do $$ begin
  if not pg_try_advisory_xact_lock(hashtextextended('workers migrate', 0)) then
    raise exception 'another migrate is at work: run this again when it has ended' using errcode = '55P03';
  end if;
end $$;
set local lock_timeout = '2s';
create schema if not exists workers_internal;
revoke all on schema workers_internal from public;
create table if not exists workers_internal.migrations (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
);
create table if not exists workers_internal.installed_functions (
  only_row boolean primary key default true check (only_row),
  checksum text not null,
  applied_at timestamptz not null default now()
);
