-- Migration 0008: an operator's leave to buy a document again belongs to the doubt that was looked at.
-- Input: registre_consultations of migration 0002. Output: the submission that may be repeated, and leaves that no purchase has taken up
-- yet. Promise: only adds, no row is changed.

alter table public.registre_consultations
  add column if not exists repurchase_allowed uuid;
create table if not exists workers_internal.repurchases (
  job_id uuid primary key,
  allowed_at timestamptz not null default workers_internal.clock()
);
