-- Migration 0031: people who signed in with a key.
-- Input: nothing. Output: the table access_sessions. Promise: only adds.
-- Locks: access_keys, which it refers to, for a moment.

-- One browser in which somebody showed a key. What the browser keeps has 256 random bits, of which only the SHA-256 is here; it ends with its key, and by its own bounds.
create table if not exists public.access_sessions (
  id_sha256 text primary key check (id_sha256 ~ '^[0-9a-f]{64}$'),
  key_id text not null references public.access_keys (id) on delete cascade,
  address text not null,
  opened_at timestamptz not null default workers_internal.clock(),
  used_at timestamptz not null default workers_internal.clock(),
  ends_at timestamptz not null
);
create index if not exists access_sessions_key on public.access_sessions (key_id, used_at);
create index if not exists access_sessions_end on public.access_sessions (ends_at);
alter table public.access_sessions enable row level security;
