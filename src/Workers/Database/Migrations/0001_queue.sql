-- Migration 0001: the queue, its status names, its clock and its history.
-- Input: an empty database, or one that holds the owner's extraction_queue with rows.
-- Output: every column, table and index that the functions use. Promise: only adds; no existing value is changed.

create schema if not exists workers_internal;

-- The clock of every function. Tests replace it to move time; nothing exposed takes a time.
create function workers_internal.clock() returns timestamptz
language sql stable as 'select now()';

do $$
begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'The database must be encoded in UTF8, not %.', current_setting('server_encoding');
  end if;
  -- Tables of ours are closed to the web roles. An extraction_queue that is already there keeps its own rules.
  if to_regclass('public.extraction_queue') is null then
    create table public.extraction_queue (
      id uuid primary key default gen_random_uuid(),
      document_source text not null check (document_source in ('index', 'acte', 'plan_cadastraux')),
      document_number text not null,
      status_id integer not null default 1
    );
    alter table public.extraction_queue enable row level security;
  end if;
  if to_regclass('public.extraction_status') is null then
    create table public.extraction_status (id integer primary key, name text not null);
    alter table public.extraction_status enable row level security;
  end if;
  if not exists (select from public.extraction_status) then
    insert into public.extraction_status (id, name) values
      (1, 'EN_ATTENTE'), (2, 'EN_TRAITEMENT'), (3, 'COMPLETE'), (4, 'OCR_COMPLETE'), (5, 'ERREUR');
  end if;
end $$;

alter table public.extraction_queue
  add column if not exists document_number_normalized text,
  add column if not exists circonscription_fonciere text,
  add column if not exists cadastre text,
  add column if not exists designation_secondaire text,
  add column if not exists acte_type text,
  add column if not exists worker_id text,
  add column if not exists processing_started_at timestamptz,
  add column if not exists attemtps integer default 0,
  add column if not exists max_attempts integer default 3,
  add column if not exists retry_count integer default 0,
  add column if not exists error_message text,
  add column if not exists supabase_path text,
  add column if not exists file_content text,
  add column if not exists boosted_file_content text,
  add column if not exists ocr_worker_id text,
  add column if not exists ocr_started_at timestamptz,
  add column if not exists ocr_completed_at timestamptz,
  add column if not exists ocr_attempts integer default 0,
  add column if not exists ocr_max_attempts integer default 3,
  add column if not exists ocr_error text,
  add column if not exists ocr_last_error_at timestamptz,
  add column if not exists created_at timestamptz default now(),
  add column if not exists updated_at timestamptz default now();

-- Ours. stage is download or ocr, stamped at the claim. lost_leases and hand_backs count since the last progress.
alter table public.extraction_queue
  add column if not exists claim_token bigint not null default 0,
  add column if not exists claim_request_id uuid,
  add column if not exists lease_expires_at timestamptz,
  add column if not exists available_at timestamptz,
  add column if not exists priority integer not null default 0,
  add column if not exists stage text,
  add column if not exists outcome text,
  add column if not exists progress integer not null default 0,
  add column if not exists progress_stage text,
  add column if not exists lost_leases integer not null default 0,
  add column if not exists hand_backs integer not null default 0,
  add column if not exists machine_id text,
  add column if not exists cancel_requested_at timestamptz,
  add column if not exists idempotency_key text,
  add column if not exists needs_review boolean not null default false,
  add column if not exists review_reason text,
  add column if not exists content_sha256 text,
  add column if not exists content_bytes bigint,
  add column if not exists page_count integer,
  add column if not exists structured_content jsonb,
  add column if not exists ocr_input_tokens bigint,
  add column if not exists ocr_output_tokens bigint,
  add column if not exists ocr_cost_usd numeric(12, 6);

update public.extraction_queue set available_at = coalesce(created_at, now()) where available_at is null;
alter table public.extraction_queue
  alter column available_at set default now(),
  alter column available_at set not null;

-- Each claim walks exactly one of the first three: same predicate, same order.
create index if not exists workers_ready_download on public.extraction_queue (priority desc, available_at, id) where status_id = 1;
create index if not exists workers_ready_index on public.extraction_queue (priority desc, available_at, id) where status_id = 3 and document_source = 'index';
create index if not exists workers_ready_acte on public.extraction_queue (priority desc, available_at, id) where status_id = 3 and document_source = 'acte';
create index if not exists workers_running on public.extraction_queue (lease_expires_at) where status_id = 2;
create index if not exists workers_claim_request on public.extraction_queue (claim_request_id) where status_id = 2;
create unique index if not exists workers_idempotency on public.extraction_queue (idempotency_key) where idempotency_key is not null;

-- What happened to each document: appended in the statement that does it, never changed.
create table public.job_events (
  id bigint generated always as identity primary key,
  job_id uuid not null,
  at timestamptz not null default workers_internal.clock(),
  kind text not null,
  from_status integer,
  to_status integer,
  stage text,
  worker_id text,
  claim_token bigint,
  reason text,
  details jsonb
);
create index job_events_of_job on public.job_events (job_id, id);
alter table public.job_events enable row level security;

-- A row that anybody inserts wakes the claimers at once.
create function workers_internal.wake() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('workers_queue', '');
  return null;
end $$;
create trigger workers_wake after insert on public.extraction_queue
for each statement execute function workers_internal.wake();
