-- Migration 0005: how long a document waits for the machine that has its bytes.
-- Input: extraction_queue of migration 0001. Output: column pinned_until. Promise: no row is changed.

alter table public.extraction_queue
  add column if not exists pinned_until timestamptz;
