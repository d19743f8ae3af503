-- workers_internal.reopen_picked(picked): documents at 1 that wait for nothing any more, found and locked, come forward.
-- Input: ids. Output: how many.
-- Promise: all of them that still wait, each with its event, or an error.
create or replace function workers_internal.reopen_picked(v_picked uuid[]) returns bigint
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_reopened bigint;
begin
  with moved as (
    update public.extraction_queue as q set available_at = v_now, updated_at = v_now where q.id = any(v_picked) and q.status_id = 1 and q.available_at > v_now returning q.id
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, reason)
    select m.id, v_now, 'reopened', 1, 1, case when last.details->>'waits_for' = 'account' then 'an account of the registry may be used again' else 'the budget that it waited for is not used up any more' end
    from moved as m
    left join lateral (select e.details from public.job_events as e where e.job_id = m.id and e.kind <> 'prioritised' order by e.id desc limit 1) as last on true returning job_id
  )
  select count(*) into v_reopened from logged;
  return v_reopened;
end $$;
