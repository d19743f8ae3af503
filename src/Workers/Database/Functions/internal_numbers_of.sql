-- workers_internal.numbers_of(job): the numbers under which a document may stand in a text, as workers_internal.bare_number has them.
-- Input: its id. Output: those that are not empty. Promise: reads only.
create or replace function workers_internal.numbers_of(job uuid) returns text[]
language sql stable set search_path = '' as $$
  select coalesce(array_agg(distinct workers_internal.bare_number(n.number)), '{}') from (
    select q.document_number as number from public.extraction_queue as q where q.id = job
    union select c.document_number from public.registre_consultations as c where c.job_id = job
    union select c.asked->>'number' from public.registre_consultations as c where c.job_id = job) as n
  where workers_internal.bare_number(n.number) <> ''
$$;
