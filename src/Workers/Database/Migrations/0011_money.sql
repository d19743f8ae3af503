-- Migration 0011: for which of the office's files a document is bought, and on which day.
-- Input: extraction_queue of migration 0001, registre_consultations of migration 0002. Output: dossier in both, and the registry's day.
-- Promise: only adds, no row is changed.

alter table public.extraction_queue
  add column if not exists dossier text;
alter table public.registre_consultations
  add column if not exists dossier text;

-- A day of the registry, as its customers and its invoices count: Quebec's. Fixed here, because views rest on it.
create or replace function workers_internal.registre_day(at timestamptz) returns date
language sql stable set search_path = '' as $$ select (at at time zone 'America/Toronto')::date $$;
