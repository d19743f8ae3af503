-- Migration 0037: what happens to documents is told to addresses of the office.
-- Input: workers_internal.feed of migration 0036. Output: webhook_endpoints, webhook_deliveries, workers_internal.webhooks, and the kind 'deliveries' of keeping. Promise: only adds.
-- Locks: nothing that is there.

-- No secret is here: a server derives it from its own key, what identifies this database, the endpoint's id and its generation. former_from: the oldest generation that signs until
-- former_until. made_in: what had happened when it was made. answers: its last message was answered; null where none was sent yet. One that does
-- not answer, or was never tried, has one message at a time.
create table if not exists public.webhook_endpoints (
  id uuid primary key,
  url text not null,
  description text not null default '',
  kinds text[],
  generation integer not null default 1,
  former_from integer not null default 1,
  former_until timestamptz,
  made_at timestamptz not null default workers_internal.clock(),
  made_in pg_snapshot not null default pg_current_snapshot(),
  made_by text not null,
  disabled_at timestamptz,
  disabled_why text,
  served_at timestamptz not null default '-infinity',
  answers boolean
);
alter table public.webhook_endpoints enable row level security;

-- id is the webhook-id: the same for each try of one delivery. event as workers_feed tells it; null of a trial.
create table if not exists public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  endpoint_id uuid not null references public.webhook_endpoints (id) on delete cascade,
  job_id uuid,
  event_id bigint,
  event jsonb,
  kind text not null,
  made_at timestamptz not null default workers_internal.clock(),
  state text not null default 'pending' check (state in ('pending', 'delivering', 'delivered', 'dead')),
  attempts integer not null default 0,
  due_at timestamptz not null default workers_internal.clock(),
  token uuid,
  lease_until timestamptz,
  status integer,
  answer text,
  ended_at timestamptz,
  unique (endpoint_id, event_id)
);
create index if not exists webhook_deliveries_due on public.webhook_deliveries (endpoint_id, due_at, id) where state in ('pending', 'delivering');
create index if not exists webhook_deliveries_held on public.webhook_deliveries (endpoint_id, lease_until) where state = 'delivering';
create index if not exists webhook_deliveries_of on public.webhook_deliveries (endpoint_id, made_at desc, id desc);
create index if not exists webhook_deliveries_dead on public.webhook_deliveries (made_at desc, id desc) where state = 'dead';
create index if not exists webhook_deliveries_dead_of on public.webhook_deliveries (endpoint_id) where state = 'dead';
create index if not exists webhook_deliveries_made on public.webhook_deliveries (made_at desc, id desc);
create index if not exists webhook_deliveries_ended on public.webhook_deliveries (ended_at) where ended_at is not null;
create index if not exists webhook_deliveries_job on public.webhook_deliveries (job_id) where job_id is not null;
alter table public.webhook_deliveries enable row level security;

-- identity: of this database in its endpoints' secrets. key_check: by which a server's key is known for the one that the secrets are derived from. home: where the database lay when
-- an operator said that it may deliver; a copy lies elsewhere. epoch, tx, id: the place of the history up to which deliveries are made; lost_at: when that place was gone last.
create table if not exists workers_internal.webhooks (
  only_row boolean primary key default true check (only_row),
  identity uuid not null default gen_random_uuid(),
  key_check text,
  home text,
  epoch uuid,
  tx xid8,
  id bigint,
  lost_at timestamptz
);
insert into workers_internal.webhooks default values on conflict do nothing;
insert into workers_internal.keeping (kind) values ('deliveries') on conflict do nothing;
