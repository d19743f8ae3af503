-- Migration 0036: the history can be followed without losing an event.
-- Input: job_events of migration 0001. Output: its column tx with the index job_events_feed, and workers_internal.feed. Promise: only adds.
-- Locks: job_events for an instant: a default that is the same for all rows is kept once and written to none. The index is built beside the work.

-- The transaction that appended the event. Ids are given before a transaction ends, so that a smaller one may appear after a greater one; of what is older than every transaction
-- that runs, nothing appears any more.
alter table public.job_events add column if not exists tx xid8 not null default pg_current_xact_id();
create index if not exists job_events_feed on public.job_events (tx, id);

-- epoch: of the transactions by which this database counts; another one after the history came here from another cluster.
-- kept_tx, kept_id: the greatest place of an event that was pruned; whoever has read less may have missed one. home: where the database lay when its history was its own last.
create table if not exists workers_internal.feed (
  only_row boolean primary key default true check (only_row),
  epoch uuid not null default gen_random_uuid(),
  kept_tx xid8 not null default '0',
  kept_id bigint not null default 0,
  home text
);
insert into workers_internal.feed default values on conflict do nothing;
