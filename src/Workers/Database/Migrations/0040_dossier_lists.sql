-- Migration 0040: the documents of a dossier are listed in the order of their arrival without a look at any other.
-- Input: workers_listed_dossier of migration 0021. Output: workers_listed_dossier_order in its place. Promise: no row is changed; the index is built beside the work.
-- Locks: extraction_queue, against reading and writing, until the end of the run (below a second where the index was built beside the work).

-- First, before any weaker lock: who has read the queue and is about to write would wait for this, and this for them.
drop index if exists public.workers_listed_dossier;

-- What is known of a partial index's values does not tell the planner how few documents a dossier has, so it walked the whole list: with the order in it, this one is the cheapest whatever it thinks.
create index if not exists workers_listed_dossier_order on public.extraction_queue (lower(btrim(left(dossier, 200))), coalesce(created_at, available_at), id) where dossier is not null;
