-- workers_internal.contents_of(job): the contents that are known of a document, and which other document has each.
-- Input: its id. Output: (content_sha256, heir): heir is the id of another document with the same content; null of none. Promise: reads only; looks through the queue once.
create or replace function workers_internal.contents_of(job uuid) returns table (content_sha256 text, heir uuid)
language sql stable set search_path = '' as $$
  with mine as (
    select q.content_sha256 as sha from public.extraction_queue as q where q.id = job
    union select c.content_sha256 from public.registre_consultations as c where c.job_id = job
    union select c.content_sha256 from public.ocr_calls as c where c.job_id = job
    union select r.content_sha256 from public.ocr_reviews as r where r.job_id = job
  ), others as (
    select q.content_sha256 as sha, min(q.id::text)::uuid as id from public.extraction_queue as q
    where q.id <> job and q.content_sha256 = any(array(select m.sha from mine as m where m.sha <> '')) group by 1
  )
  select m.sha, o.id from mine as m left join others as o on o.sha = m.sha where m.sha <> ''
$$;
