-- Migration 0019: what a person decides about a reading, one row for each thing that is in doubt.
-- Input: nothing. Output: ocr_reviews. Promise: only adds; a decision is kept also when the document is read again.

-- line: of an index, as the reading counts it; null where the doubt is about a page, or the document (page 0). read is what the reading says, seen what another
-- witness says, value what a person says instead of read. claim_token names the reading that last had this doubt.
create table if not exists public.ocr_reviews (
  id uuid primary key default gen_random_uuid(),
  job_id uuid not null,
  content_sha256 text not null default '',
  page integer not null,
  line integer,
  field text not null,
  standing text not null,
  read text not null default '',
  seen text not null default '',
  witness text,
  box jsonb,
  state text not null default 'open' check (state in ('open', 'accepted', 'corrected', 'refused')),
  value text,
  decided_by text,
  decided_at timestamptz,
  reason text,
  decision uuid,
  claim_token bigint not null,
  opened_at timestamptz not null default workers_internal.clock()
);
create unique index if not exists ocr_reviews_place on public.ocr_reviews (job_id, content_sha256, page, coalesce(line, 0), field, md5(read), md5(seen));
create index if not exists ocr_reviews_open on public.ocr_reviews (opened_at, job_id) where state = 'open';
create index if not exists ocr_reviews_of_content on public.ocr_reviews (content_sha256);
alter table public.ocr_reviews enable row level security;
