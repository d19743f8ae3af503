-- Migration 0035: by what a doubt about a page or a document is known, whatever words tell it.
-- Input: ocr_reviews of migration 0019. Output: its column identity. Promise: only adds.
-- Locks: ocr_reviews for an instant; no row is written.

-- Of code and values, without advice; null of a doubt about a value, of one told by words alone, and of those that were opened before: their words tell them.
alter table public.ocr_reviews
  add column if not exists identity text;
