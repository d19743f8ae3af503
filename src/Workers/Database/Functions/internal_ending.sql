-- workers_internal.ending(job, word): the outcome under which a document may end.
-- Input: its id; the outcome that it would have. Output: that word, or purchase_uncertain while a purchase of it was submitted and not received.
-- Promise: what may have been paid for never ends under another name, a cancellation included.
create or replace function workers_internal.ending(job uuid, word text) returns text
language sql stable set search_path = '' as $$
  select case when exists (
    select from public.registre_consultations as c where c.job_id = job and c.state in ('submitting', 'uncertain'))
  then 'purchase_uncertain' else word end
$$;
drop function if exists workers_internal.exhausted(uuid);
