-- Migration 0023: one trace for each document over all its stages and all processes.
-- Input: extraction_queue of migration 0001. Output: its column trace_parent, as W3C writes it (version-trace-span-flags).
-- Promise: only adds; no row is rewritten. The first claim fills it in, with the row that it writes anyhow; who adds a document may do so before.

alter table public.extraction_queue
  add column if not exists trace_parent text;
