-- workers_internal.cause(job, told): why a document failed, for operators.
-- Input: its id; what its row tells the office, null where it tells nothing. Output: the cause in the history, else what the row tells.
-- Promise: reads only; null where the row tells nothing.
create or replace function workers_internal.cause(job uuid, told text) returns text
language sql stable set search_path = '' as $$
  select case when told is not null then coalesce((
    select case when e.kind <> 'stored' then e.reason end from public.job_events as e
    where e.job_id = job and (e.kind = 'failed' or (e.to_status = 5 and e.kind in ('handed_back', 'rescued', 'cancelled', 'stored')))
    order by e.id desc limit 1), told) end
$$;
