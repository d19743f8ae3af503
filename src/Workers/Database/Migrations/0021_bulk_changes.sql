-- Migration 0021: documents are found by what people know of them, and many are changed by one order.
-- Input: extraction_queue of migration 0001. Output: read_anew_at, indexes for lists, the table bulk_changes.
-- Promise: only adds, no row is changed. migrate builds the indexes beside the work (concurrently); as one script they hold up writes while they are built.

-- Pages that were read before this are not used by the document's next reading.
alter table public.extraction_queue
  add column if not exists read_anew_at timestamptz;

-- Lists are in the order of arrival. An older table may have rows without created_at, and texts that no index takes whole.
create index if not exists workers_listed on public.extraction_queue (coalesce(created_at, available_at), id);
-- By an expression: plans of the queue's own statements, made before the table is full, must not take it for one of theirs.
create index if not exists workers_listed_status on public.extraction_queue ((status_id + 0), coalesce(created_at, available_at), id);
create index if not exists workers_listed_outcome on public.extraction_queue (left(outcome, 100), coalesce(created_at, available_at), id) where status_id = 5;
create index if not exists workers_listed_review on public.extraction_queue (coalesce(created_at, available_at), id) where needs_review;
create index if not exists workers_listed_dossier on public.extraction_queue (lower(btrim(left(dossier, 200)))) where dossier is not null;
-- Letters and digits alone, without leading zeros; the beginning of a number is found too.
create index if not exists workers_listed_number on public.extraction_queue (ltrim(upper(regexp_replace(left(document_number, 200), '[^A-Za-z0-9]', '', 'g')), '0') text_pattern_ops);
-- So that the beginning of a number is known to be rare.
alter index public.workers_listed_number alter column 1 set statistics 1000;

-- One row for each order that changes several documents: what was ordered, by whom, and how far it is. Rows are walked in the order of their ids from
-- first_id to last_id, after_id is the last one that was looked at. again: rows that another transaction held; they are looked at once more at the end.
create table if not exists public.bulk_changes (
  id uuid primary key,
  environment text not null,
  verb text not null check (verb in ('retry', 'cancel', 'requeue_ocr', 'priority')),
  filter jsonb not null,
  options jsonb not null,
  asked_by text not null,
  reason text,
  asked_at timestamptz not null,
  first_id uuid,
  last_id uuid,
  after_id uuid,
  again uuid[] not null default '{}',
  expected bigint,
  expected_cad numeric(14, 2),
  expected_usd numeric(14, 4),
  changed bigint not null default 0,
  left_out bigint not null default 0,
  reasons jsonb not null default '{}',
  state text not null default 'running' check (state in ('running', 'finished', 'cancelled')),
  runner text,
  runner_until timestamptz,
  ended_at timestamptz,
  ended_by text
);
create index if not exists bulk_changes_running on public.bulk_changes (asked_at, id) where state = 'running';
create index if not exists bulk_changes_asked on public.bulk_changes (asked_at, id);
alter table public.bulk_changes enable row level security;
