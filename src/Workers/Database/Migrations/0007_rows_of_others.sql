-- Migration 0007: rows of others stand apart, ended rows are counted from an index, and helpers depend on nobody's search path.
-- Input: the queue of earlier migrations. Output: indexes of what this program may claim, of what it does not know, and of what ended;
-- a fixed search_path on the clock. Promise: no row is changed.

-- An older table may hold kinds of documents that this program does not know: they lie in an index of their own, so that a claim
-- never walks over them.
create index if not exists workers_ready on public.extraction_queue (priority desc, available_at, id)
  where status_id = 1 and document_source in ('index', 'acte', 'plan_cadastraux');
drop index if exists public.workers_ready_download;
create index if not exists workers_unknown on public.extraction_queue (status_id)
  where (document_source in ('index', 'acte', 'plan_cadastraux')) is not true;
create index if not exists workers_ended on public.extraction_queue (status_id, document_source)
  where status_id in (4, 5) or (status_id = 3 and document_source = 'plan_cadastraux');

alter function workers_internal.clock() set search_path = '';
