-- workers_internal.exhausted(job): the outcome of a document that has no attempts left.
-- Input: its id. Output: attempts_exhausted, or purchase_uncertain while a purchase of it was submitted and not received.
-- Promise: what may have been paid for never ends under another name.
create or replace function workers_internal.exhausted(job uuid) returns text
language sql stable set search_path = '' as $$
  select case when exists (
    select from public.registre_consultations as c where c.job_id = job and c.state in ('submitting', 'uncertain'))
  then 'purchase_uncertain' else 'attempts_exhausted' end
$$;
