-- Migration 0022: what operators order of running daemons, and all that they ever ordered.
-- Input: nothing. Output: the tables steering and steering_events. Promise: only adds; no table that exists is locked.

-- One row for each thing that can be ordered, the newest order by its revision; one that was taken back stays, so that no older one comes again.
-- server: a daemon by its id, its host or its SERVER_ID; empty for all.
create table if not exists public.steering (
  key text primary key,
  id uuid not null,
  revision bigint not null,
  verb text not null check (verb in ('pause', 'drain', 'stop', 'set')),
  subject text not null default '',
  value text,
  server text not null default '',
  is_lifted boolean not null,
  ordered_by text not null,
  ordered_at timestamptz not null,
  until timestamptz,
  why text
);
alter table public.steering enable row level security;

create table if not exists public.steering_events (
  number bigint generated always as identity primary key,
  recorded_at timestamptz not null default workers_internal.clock(),
  key text not null,
  id uuid not null unique,
  revision bigint not null,
  verb text not null,
  subject text not null,
  value text,
  server text not null,
  is_lifted boolean not null,
  ordered_by text not null,
  ordered_at timestamptz not null,
  until timestamptz,
  why text
);
alter table public.steering_events enable row level security;

create or replace function workers_internal.steering_events_stay() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'steering_events only grows: what was ordered is neither changed nor removed' using errcode = '42501';
end $$;
drop trigger if exists steering_events_stay on public.steering_events;
create trigger steering_events_stay before update or delete or truncate on public.steering_events
  for each statement execute function workers_internal.steering_events_stay();
