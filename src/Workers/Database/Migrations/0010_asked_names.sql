-- Migration 0010: a purchase is of the document that the site's lists showed; how its names were asked for is kept beside.
-- Input: registre_consultations of migration 0002. Output: asked, the document of a request whose names were not the site's; null where
-- they were. Promise: only adds, no row is changed.

alter table public.registre_consultations
  add column if not exists asked jsonb;
