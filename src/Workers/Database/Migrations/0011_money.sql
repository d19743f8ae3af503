-- Migration 0011: for which of the office's files a document is bought, and what was spent on which day.
-- Input: extraction_queue of migration 0001, registre_consultations of migration 0002. Output: dossier in both, the registry's day, and the
-- view registre_spend. Promise: only adds, no row is changed.

alter table public.extraction_queue
  add column if not exists dossier text;
alter table public.registre_consultations
  add column if not exists dossier text;

-- A day of the registry, as its customers and its invoices count: Quebec's.
create or replace function workers_internal.registre_day(at timestamptz) returns date
language sql immutable set search_path = '' as $$ select (at at time zone 'America/Toronto')::date $$;

-- What was or may have been billed. Who reads a view needs the right to each function in it, so the day is spelled out.
create index if not exists registre_consultations_days on public.registre_consultations
  (((submitting_at at time zone 'America/Toronto')::date)) where submitting_at is not null;
create index if not exists registre_consultations_dossiers on public.registre_consultations (dossier) where submitting_at is not null;
create or replace view public.registre_spend as
  select (c.submitting_at at time zone 'America/Toronto')::date as day, c.environment, c.account, c.dossier,
    count(*) as documents,
    coalesce(sum(c.price_cad), 0) as cad,
    coalesce(sum(c.price_cad) filter (where c.state in ('submitting', 'uncertain')), 0) as doubtful_cad,
    count(*) filter (where c.price_cad is null) as without_price
  from public.registre_consultations as c
  where c.submitting_at is not null
  group by 1, 2, 3, 4;
