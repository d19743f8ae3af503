-- Migration 0004: fewer index entries for each move of a document.
-- Input: the indexes of migration 0001. Output: the few running rows are found by workers_claim_request alone, so that a renewal
-- touches no index; the history has one index instead of two. Promise: no row is changed.

drop index if exists public.workers_running;

alter table public.job_events
  drop constraint job_events_pkey,
  add primary key (job_id, id);
drop index if exists public.job_events_of_job;
