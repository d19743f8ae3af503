-- Migration 0024: what a word about a page or a document was said of, doubts that differ only in their place, and numbers found without reading the queue.
-- Input: extraction_queue of migration 0001, ocr_reviews of migration 0019. Output: ocr_reviews.reading, ocr_reviews_spot in place of ocr_reviews_place,
--   registre_consultations_of_content, workers_bare_numbers. Promise: no row is changed. The index of the queue is built beside the work; the table of reviews is small.

-- Names the text that a doubt about a page, or about the document, was opened for; null of doubts about a value.
alter table public.ocr_reviews
  add column if not exists reading text;

-- Two lines that were left out and whose numbers cannot be read may be told in the same words: their places tell them apart.
create unique index if not exists ocr_reviews_spot on public.ocr_reviews
  (job_id, content_sha256, page, coalesce(line, 0), field, md5(read), md5(seen), md5(case when line is null then coalesce(box::text, '') else '' end));
drop index if exists public.ocr_reviews_place;

-- When the copy of an index was bought is asked of each copy.
create index if not exists registre_consultations_of_content on public.registre_consultations (content_sha256) where state = 'stored';

-- As workers_internal.bare_number has it, spelled out: a function that fixes its search path becomes no part of a statement.
create index if not exists workers_bare_numbers on public.extraction_queue
  (coalesce(nullif(ltrim(trim('-' from upper(regexp_replace(left(document_number, 100), '[^A-Za-z0-9-]', '', 'g'))), '0'), ''), trim('-' from upper(regexp_replace(left(document_number, 100), '[^A-Za-z0-9-]', '', 'g')))));
