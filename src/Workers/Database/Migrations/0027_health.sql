-- Migration 0027: what health asks is found without reading what ended long ago.
-- Input: the queue and its history. Output: an index of purchases in doubt, and one of the history's days; without the indexes of the former order of claims. Promise: no row is changed.

create index if not exists workers_uncertain on public.extraction_queue (id) where status_id = 5 and outcome = 'purchase_uncertain';
-- Events are appended in the order of time, so that a few pages are enough to find a day.
create index if not exists job_events_at on public.job_events using brin (at) with (pages_per_range = 32);
-- Nothing orders by these any more. Last of all, because it shuts the queue until the end of the transaction.
drop index if exists public.workers_ready;
drop index if exists public.workers_ready_index;
drop index if exists public.workers_ready_acte;
