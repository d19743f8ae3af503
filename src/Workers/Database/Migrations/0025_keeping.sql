-- Migration 0025: whose turn it is, what is kept and for how long, what was purged, what left the country, and views for who lives in SQL.
-- Input: the tables of earlier migrations. Output: the order of claims, the places of pruning, document_purges, columns of ocr_calls, the views.
-- Promise: only adds; no row is changed. The queue's indexes can be built beside the work beforehand.

-- A step of priority is a head start of ten minutes: who waits for longer than the difference comes first, so nothing waits for ever behind a stream of
-- higher priority. The order of two rows never changes while they wait, so an index has it. Bounded, so that no number leaves the calendar.
create index if not exists workers_turn_download on public.extraction_queue
  (((available_at at time zone 'UTC') - least(greatest(priority, -100000), 100000) * interval '10 minutes'), id)
  where status_id = 1 and document_source in ('index', 'acte', 'plan_cadastraux');
create index if not exists workers_turn_index on public.extraction_queue
  (((available_at at time zone 'UTC') - least(greatest(priority, -100000), 100000) * interval '10 minutes'), id)
  where status_id = 3 and document_source = 'index';
create index if not exists workers_turn_acte on public.extraction_queue
  (((available_at at time zone 'UTC') - least(greatest(priority, -100000), 100000) * interval '10 minutes'), id)
  where status_id = 3 and document_source = 'acte';
-- From one dossier that waits to the next, whatever lies between.
create index if not exists workers_turn_dossier on public.extraction_queue
  ((case when status_id = 1 then 'download' when document_source = 'index' then 'index' else 'acte' end), dossier, available_at, id)
  where (status_id = 1 and document_source in ('index', 'acte', 'plan_cadastraux')) or (status_id = 3 and document_source in ('index', 'acte'));

-- Claims are counted by sequences, which nobody waits for. Which dossier had the last turn of dossiers; null of the documents without one.
create sequence if not exists workers_internal.claims_download;
create sequence if not exists workers_internal.claims_index;
create sequence if not exists workers_internal.claims_acte;
create table if not exists workers_internal.turns (
  kind text primary key,
  dossier text
);
insert into workers_internal.turns (kind) values ('download'), ('index'), ('acte') on conflict do nothing;

-- How far a pass of pruning is, and until when it rests. removed counts since ever.
create table if not exists workers_internal.keeping (
  kind text primary key,
  after_id uuid not null default '00000000-0000-0000-0000-000000000000',
  after_at timestamptz not null default '-infinity',
  rests_until timestamptz not null default '-infinity',
  removed bigint not null default 0
);
insert into workers_internal.keeping (kind) values ('history'), ('readings'), ('spend_details'), ('differences'), ('bulk_changes') on conflict do nothing;
create index if not exists ocr_pages_age on public.ocr_pages (created_at);

-- Which dossier it was can be asked after its name is gone, by who still knows the name.
create table if not exists workers_internal.dossier_salt (
  only_row boolean primary key default true check (only_row),
  salt text not null default gen_random_uuid()::text
);
insert into workers_internal.dossier_salt default values on conflict do nothing;

-- endpoint: the host that was asked. dossier_hash: in the place of a dossier that was purged.
alter table public.ocr_calls
  add column if not exists endpoint text,
  add column if not exists dossier_hash text;
create index if not exists ocr_calls_detailed on public.ocr_calls (opened_at) where pages <> '';

-- One row for each document that is being purged or was. traces: ids under which files of it may lie on any machine. receipt: amounts and days, no word of it.
create table if not exists public.document_purges (
  job_id uuid primary key,
  ordered_at timestamptz not null default workers_internal.clock(),
  ordered_by text,
  dossier_hash text,
  traces uuid[] not null default '{}',
  finished_at timestamptz,
  receipt jsonb
);
create index if not exists document_purges_traces on public.document_purges using gin (traces);
alter table public.document_purges enable row level security;

-- What left the country: each question that was sent, or may have been.
create or replace view public.model_transfers as
  select c.opened_at as at, c.model, c.endpoint, c.dossier,
    coalesce(c.dossier_hash, case when c.dossier is not null then encode(sha256(convert_to(s.salt || ' ' || c.dossier, 'UTF8')), 'hex') end) as dossier_hash,
    c.content_sha256, c.kind, c.job_id, c.input_tokens, c.settled_at is not null as is_settled
  from public.ocr_calls as c cross join workers_internal.dossier_salt as s;

-- Where everything is.
create or replace view public.workers_overview as
  select q.status_id, coalesce(s.name, '?') as status, q.document_source::text as document_source, count(*) as documents,
    count(*) filter (where q.status_id in (1, 3) and q.available_at <= now()) as ready,
    count(*) filter (where q.needs_review) as need_review,
    min(q.created_at) as oldest_created_at, max(q.updated_at) as last_touched_at
  from public.extraction_queue as q left join public.extraction_status as s on s.id = q.status_id
  group by 1, 2, 3;

-- What does not move: a lease that ended, work that takes more than ten minutes, a wait of more than a day, an update that the database refuses.
create or replace view public.workers_stuck as
  select q.id, q.status_id, q.document_source::text as document_source, q.document_number, q.dossier, q.worker_id, t.why, t.since
  from public.extraction_queue as q
  left join workers_internal.refused_rows as r on r.job_id = q.id
  cross join lateral (select case
      when q.status_id in (1, 2, 3) and r.until > now() then 'the database refuses its update: ' || r.said
      when q.status_id = 2 and q.lease_expires_at is null then 'at 2 without a lease'
      when q.status_id = 2 and q.lease_expires_at < now() then 'its lease ended'
      when q.status_id = 2 and q.processing_started_at < now() - interval '10 minutes' then 'worked on for more than ten minutes'
      when (q.status_id = 1 or (q.status_id = 3 and q.document_source <> 'plan_cadastraux')) and q.available_at < now() - interval '1 day' then 'ready for more than a day'
    end as why,
    case when q.status_id in (1, 2, 3) and r.until > now() then r.at when q.status_id = 2 then coalesce(q.lease_expires_at, q.processing_started_at, q.updated_at) else q.available_at end as since) as t
  where t.why is not null;

-- What ended at 5.
create or replace view public.workers_dead_letters as
  select q.id, coalesce(q.outcome, 'failed') as outcome, q.document_source::text as document_source, q.document_number, q.dossier, q.error_message, q.ocr_error,
    q.supabase_path is not null as is_stored, q.attemtps as download_attempts, q.ocr_attempts, q.created_at, q.updated_at as ended_at
  from public.extraction_queue as q where q.status_id = 5;

-- Money: CAD at the registry, US dollars for reading. What is in doubt counts.
create or replace view public.workers_spend_by_day as
  select coalesce(r.day, o.day) as day, coalesce(r.documents, 0) as bought, coalesce(r.cad, 0) as cad, coalesce(r.doubtful_cad, 0) as doubtful_cad,
    coalesce(o.calls, 0) as calls, coalesce(o.usd, 0) as usd, coalesce(o.doubtful_usd, 0) as doubtful_usd
  from (select s.day, sum(s.documents) as documents, sum(s.cad) as cad, sum(s.doubtful_cad) as doubtful_cad from public.registre_spend as s group by 1) as r
  full join (select s.day, sum(s.calls) as calls, sum(s.usd) as usd, sum(s.doubtful_usd) as doubtful_usd from public.ocr_spend as s group by 1) as o on o.day = r.day;
create or replace view public.workers_spend_by_account as
  select s.day, s.environment, s.account, sum(s.documents) as bought, sum(s.cad) as cad, sum(s.doubtful_cad) as doubtful_cad, sum(s.without_price) as without_price
  from public.registre_spend as s group by 1, 2, 3;
create or replace view public.workers_spend_by_dossier as
  select d.dossier, coalesce(r.documents, 0) as bought, coalesce(r.cad, 0) as cad, coalesce(r.doubtful_cad, 0) as doubtful_cad,
    coalesce(o.calls, 0) as calls, coalesce(o.usd, 0) as usd, coalesce(o.doubtful_usd, 0) as doubtful_usd
  from (select s.dossier from public.registre_spend as s union select s.dossier from public.ocr_spend as s) as d
  left join (select s.dossier, sum(s.documents) as documents, sum(s.cad) as cad, sum(s.doubtful_cad) as doubtful_cad from public.registre_spend as s group by 1) as r
    on r.dossier is not distinct from d.dossier
  left join (select s.dossier, sum(s.calls) as calls, sum(s.usd) as usd, sum(s.doubtful_usd) as doubtful_usd from public.ocr_spend as s group by 1) as o
    on o.dossier is not distinct from d.dossier;
create or replace view public.workers_document_costs as
  select q.id, q.document_source::text as document_source, q.document_number, q.dossier, q.status_id,
    coalesce(c.purchases, 0) as purchases, coalesce(c.cad, 0) as cad, coalesce(o.calls, 0) as calls, coalesce(o.usd, q.ocr_cost_usd, 0) as usd
  from public.extraction_queue as q
  left join (select c.job_id, count(*) as purchases, sum(c.price_cad) as cad from public.registre_consultations as c where c.submitting_at is not null group by 1) as c on c.job_id = q.id
  left join (select c.job_id, count(*) as calls, sum(coalesce(c.cost_usd, c.estimated_usd)) as usd from public.ocr_calls as c group by 1) as o on o.job_id = q.id;

-- What a person has to decide about readings.
create or replace view public.workers_review_backlog as
  select q.id, q.document_source::text as document_source, q.document_number, q.dossier, q.review_reason,
    coalesce(r.open, 0) as open, coalesce(r.refused, 0) as refused, r.pages, coalesce(r.opened_at, q.ocr_completed_at) as since
  from public.extraction_queue as q
  left join (
    select r.job_id, r.claim_token, count(*) filter (where r.state = 'open') as open, count(*) filter (where r.state = 'refused') as refused,
      array_agg(distinct r.page order by r.page) filter (where r.state in ('open', 'refused')) as pages, min(r.opened_at) filter (where r.state = 'open') as opened_at
    from public.ocr_reviews as r group by 1, 2) as r on r.job_id = q.id and r.claim_token = q.claim_token
  where q.status_id = 4 and (q.needs_review or r.open > 0);
