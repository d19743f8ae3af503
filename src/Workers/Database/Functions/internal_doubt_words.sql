-- workers_internal.doubt_words(said): a doubt's English without what changed in it from one version to the next: forms of counted words, and advice about settings.
-- Input: words as ocr_reviews.seen has them. Output: words to compare, for nobody to read. Promise: two doubts with other numbers, places or names stay two.
create or replace function workers_internal.doubt_words(said text) returns text
language sql immutable set search_path = '' as $$
  select regexp_replace(regexp_replace(regexp_replace(said, ' \(OCR_(?:SECOND_MODEL|WITNESSES)[^)]*\)', '', 'g'),
    '\m(line|row|place|inscription)s?\M(?: differs?\M)?', '\1', 'g'), '\mcompares (?:it|them) with', 'compares', 'g')
$$;
