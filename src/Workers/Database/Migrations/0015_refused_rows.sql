-- Migration 0015: rows whose update the database itself refuses, by a trigger or a constraint of the owner.
-- Input: nothing. Output: workers_internal.refused_rows. Promise: only adds.

create table if not exists workers_internal.refused_rows (
  job_id uuid primary key,
  said text not null,
  times integer not null default 1,
  at timestamptz not null,
  until timestamptz not null
);
