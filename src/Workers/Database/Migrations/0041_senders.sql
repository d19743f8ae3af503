-- Migration 0041: an office's own systems add documents by calls that they sign, and the audit says what an order concerned.
-- Input: access_calls of migration 0030, workers_internal.webhooks of migration 0037. Output: webhook_senders; access_calls.key_name and access_calls.about. Promise: only adds.
-- Locks: access_calls, against reading and writing, for a moment.

-- No secret is here: a server derives it from its own key, what identifies this database, the sender's id and its generation. former_until: of each generation before the present one, the first
-- first, until when it counts.
create table if not exists public.webhook_senders (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 100),
  generation integer not null default 1,
  former_until timestamptz[] not null default '{}',
  made_at timestamptz not null default workers_internal.clock(),
  made_by text not null,
  disabled_at timestamptz,
  last_used_at timestamptz
);
alter table public.webhook_senders enable row level security;

-- key_name: of the key or the sender when it ordered, which may be gone since. about: what an order that is of no document concerned, in words.
alter table public.access_calls add column if not exists key_name text, add column if not exists about text;
