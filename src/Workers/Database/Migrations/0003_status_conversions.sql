-- Migration 0003: what a conversion of an older status numbering changed, so that it can be taken back.
-- Input: migration 0001. Output: three tables in workers_internal. Promise: only adds.

create table workers_internal.status_conversions (
  id bigint generated always as identity primary key,
  converted_at timestamptz not null default now(),
  reverted_at timestamptz
);
create table workers_internal.converted_names (
  conversion bigint not null references workers_internal.status_conversions (id),
  status_id integer not null,
  name text not null
);
create table workers_internal.converted_rows (
  conversion bigint not null references workers_internal.status_conversions (id),
  job_id uuid not null,
  from_status integer not null,
  to_status integer not null,
  primary key (conversion, job_id)
);
