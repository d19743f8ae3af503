-- Migration 0038: files that somebody brings, until they are a document's.
-- Input: nothing. Output: the tables document_uploads and document_upload_pieces. Promise: only adds.
-- Locks: nothing that was there before.

-- One file: open while its bytes arrive, storing from when it is whole and checked, entered when a document has it; refused and dropped are ends.
-- Written before anything of it lies in a store, so that what a dead process left there is found. job_id is the document that it is given to, and then the one that has it.
-- putting_until: by then whoever was told to put the whole file into the store has done so. removing_until: by then whoever was told to take it away has.
create table if not exists public.document_uploads (
  id uuid primary key,
  key_id text,
  brought_by text not null,
  document jsonb not null,
  metadata text,
  dossier text,
  job_id uuid,
  accepts_other boolean not null default false,
  bytes bigint not null check (bytes > 0),
  arrived bigint not null default 0 check (arrived between 0 and bytes),
  state text not null default 'open' check (state in ('open', 'storing', 'entered', 'refused', 'dropped')),
  fault text,
  content_sha256 text,
  supabase_path text,
  holder uuid,
  held_until timestamptz,
  putting_until timestamptz,
  removing_until timestamptz,
  made_at timestamptz not null default workers_internal.clock(),
  ends_at timestamptz not null
);
create index if not exists document_uploads_end on public.document_uploads (ends_at);
create index if not exists document_uploads_dossier on public.document_uploads (dossier) where dossier is not null;
create index if not exists document_uploads_job on public.document_uploads (job_id) where job_id is not null;
create index if not exists document_uploads_open on public.document_uploads (key_id) where state in ('open', 'storing');
create index if not exists document_uploads_path on public.document_uploads (supabase_path) where supabase_path is not null;
alter table public.document_uploads enable row level security;

-- Where the bytes lie until the file is whole: each an object of its own, written down before it is stored.
create table if not exists public.document_upload_pieces (
  upload_id uuid not null references public.document_uploads (id) on delete cascade,
  path text not null,
  start_at bigint not null,
  bytes bigint not null check (bytes > 0),
  is_stored boolean not null default false,
  primary key (upload_id, path)
);
create index if not exists document_upload_pieces_order on public.document_upload_pieces (upload_id, start_at);
alter table public.document_upload_pieces enable row level security;
