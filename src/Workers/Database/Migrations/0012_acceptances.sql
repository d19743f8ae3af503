-- Migration 0012: a person's word that a document that names itself otherwise is kept all the same.
-- Input: registre_consultations of migration 0002. Output: accepted, of exactly the bytes that it names: {content_sha256, at, by, reason, fields};
-- null where nobody was asked. Promise: only adds, no row is changed.

alter table public.registre_consultations
  add column if not exists accepted jsonb;
