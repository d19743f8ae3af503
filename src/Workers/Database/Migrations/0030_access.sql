-- Migration 0030: who may ask over the network, and what was ordered there.
-- Input: nothing. Output: the tables access_keys and access_calls. Promise: only adds.
-- Locks: nothing that was there before.

-- One key of an office's program or of a person. Its secret is not kept, only the SHA-256 of it.
create table if not exists public.access_keys (
  id text primary key check (id ~ '^[a-z2-7]{12}$'),
  name text not null check (char_length(name) between 1 and 100),
  role text not null check (role in ('reader', 'office', 'operator')),
  secret_sha256 text not null check (secret_sha256 ~ '^[0-9a-f]{64}$'),
  requests_per_minute integer check (requests_per_minute > 0),
  made_by text not null,
  made_at timestamptz not null default workers_internal.clock(),
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  last_used_at timestamptz
);
alter table public.access_keys enable row level security;

-- Every order that came over the network: written before it is carried out, and its end after. An answer is kept for a day under the hash of the caller's own key of it.
create table if not exists public.access_calls (
  id uuid primary key,
  key_id text not null,
  address text not null,
  verb text not null,
  document_id uuid,
  idempotency_key text,
  request_sha256 text not null,
  opened_at timestamptz not null default workers_internal.clock(),
  settled_at timestamptz,
  status integer,
  answer text
);
create unique index if not exists access_calls_once on public.access_calls (key_id, idempotency_key) where idempotency_key is not null;
create index if not exists access_calls_opened on public.access_calls (opened_at);
create index if not exists access_calls_kept on public.access_calls (opened_at) where idempotency_key is not null;
create index if not exists access_calls_document on public.access_calls (document_id) where document_id is not null;
alter table public.access_calls enable row level security;
