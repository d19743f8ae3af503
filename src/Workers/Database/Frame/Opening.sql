-- Start of every migration run. Input: nothing. Output: an open transaction and the records of what was applied.
-- Promise: one run at a time; all of it or nothing.
begin;
set local lock_timeout = '30s';
select pg_advisory_xact_lock(hashtextextended('workers migrate', 0));
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
