-- Start of every migration run. Input: nothing. Output: an open transaction and the records of what was applied.
-- Promise: one run at a time; all of it or nothing.
begin;
-- Another run is waited for; a lock on a table is not, for whoever comes after would wait behind it.
set local lock_timeout = '60s';
select pg_advisory_xact_lock(hashtextextended('workers migrate', 0));
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
