-- Migration 0020: what each question to the model was expected to cost and did, and when a document is wanted.
-- Input: extraction_queue of migration 0001, the registry's day of migration 0011. Output: the tables ocr_calls and ocr_days, the view ocr_spend, due_at.
-- Promise: only adds.

alter table public.extraction_queue
  add column if not exists due_at timestamptz;

-- One row for each question, written before it is sent; one that was never settled may have been paid.
create table if not exists public.ocr_calls (
  id uuid primary key,
  job_id uuid not null,
  dossier text,
  content_sha256 text not null,
  kind text not null,
  pages text not null,
  model text not null,
  tier text not null,
  opened_at timestamptz not null,
  estimated_usd numeric(12, 6) not null,
  settled_at timestamptz,
  input_tokens bigint,
  cached_tokens bigint,
  output_tokens bigint,
  cost_usd numeric(12, 6),
  failure text
);
create index if not exists ocr_calls_days on public.ocr_calls (((opened_at at time zone 'America/Toronto')::date));
create index if not exists ocr_calls_jobs on public.ocr_calls (job_id);
alter table public.ocr_calls enable row level security;

-- What a day came to, kept with each question: a budget is weighed against one row.
create table if not exists public.ocr_days (
  day date primary key,
  usd numeric(14, 6) not null default 0
);
alter table public.ocr_days enable row level security;

-- Who reads a view needs the right to each function in it, so the day is spelled out.
create or replace view public.ocr_spend as
  select (c.opened_at at time zone 'America/Toronto')::date as day, c.dossier, c.kind, c.model, c.tier,
    count(*) as calls,
    count(distinct c.job_id) as documents,
    coalesce(sum(c.input_tokens), 0) as input_tokens,
    coalesce(sum(c.cached_tokens), 0) as cached_tokens,
    coalesce(sum(c.output_tokens), 0) as output_tokens,
    sum(coalesce(c.cost_usd, c.estimated_usd)) as usd,
    coalesce(sum(c.estimated_usd) filter (where c.cost_usd is null), 0) as doubtful_usd
  from public.ocr_calls as c
  group by 1, 2, 3, 4, 5;
