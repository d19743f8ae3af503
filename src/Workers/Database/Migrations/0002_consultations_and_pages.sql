-- Migration 0002: what was bought at the registry, and what was read on each page.
-- Input: migration 0001. Output: registre_consultations, ocr_pages. Promise: only adds.

-- One row per attempt to buy a document; names are folded, so that one document is spelled one way.
-- stored and abandoned are closed. A document has at most one open row: two jobs never buy it at the same time,
-- and what was perhaps bought (uncertain) or bought in vain (rejected) is not bought again unasked.
create table public.registre_consultations (
  id uuid primary key default gen_random_uuid(),
  environment text not null,
  job_id uuid not null,
  account text not null default '',
  document_source text not null,
  document_number text not null,
  circonscription text not null default '',
  cadastre text not null default '',
  designation text not null default '',
  acte_type text not null default '',
  state text not null check (state in ('prepared', 'submitting', 'received', 'stored', 'uncertain', 'rejected', 'abandoned')),
  price_cad numeric(8, 2),
  prepared_at timestamptz not null default workers_internal.clock(),
  submitting_at timestamptz,
  received_at timestamptz,
  stored_at timestamptz,
  content_sha256 text,
  bytes bigint,
  local_path text,
  machine_id text,
  supabase_path text,
  claim_token bigint not null,
  submission uuid,
  pages integer,
  obtained jsonb,
  note text
);
create unique index registre_consultations_open on public.registre_consultations
  (environment, document_source, document_number, circonscription, cadastre, designation, acte_type)
  where state in ('prepared', 'submitting', 'received', 'uncertain', 'rejected');
create index registre_consultations_of_job on public.registre_consultations (job_id);
create index registre_consultations_stored on public.registre_consultations (document_source, document_number, stored_at) where state = 'stored';
create index registre_consultations_paid on public.registre_consultations (account, submitting_at) where submitting_at is not null;
alter table public.registre_consultations enable row level security;

-- One result per page, view of the page, model and prompt: the same page is not paid twice.
create table public.ocr_pages (
  content_sha256 text not null,
  page integer not null,
  kind text not null,
  model text not null,
  prompt_hash text not null,
  result jsonb not null,
  finish_reason text not null,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd numeric(12, 6) not null default 0,
  created_at timestamptz not null default workers_internal.clock(),
  primary key (content_sha256, page, kind, model, prompt_hash)
);
alter table public.ocr_pages enable row level security;
