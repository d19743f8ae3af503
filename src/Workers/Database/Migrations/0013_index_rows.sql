-- Migration 0013: the rows of a computerised index as the registry's viewer showed them, a witness for the reading of its PDF.
-- Input: nothing. Output: registre_index_rows, by the SHA-256 of the PDF that was bought with them. Promise: only adds.

create table if not exists public.registre_index_rows (
  content_sha256 text primary key,
  entries integer not null,
  is_whole boolean not null,
  rows jsonb not null,
  read_at timestamptz not null default workers_internal.clock()
);
alter table public.registre_index_rows enable row level security;
