-- workers_accounts_reopen: documents that wait for an account of the registry alone come forward, once one may be used again.
-- Request: limit, each.
-- Answer: {"reopened": how many, "refused": [{"id", "document_number", "said"}…]}, together at most limit.
--   each: after an error, every row by itself; one that the database refuses to have updated is in refused and left aside for a while.
-- Promise: moves only documents at 1 whose last word, another priority aside, is that they were handed back for want of an account; what else makes a document wait stays.
--   Which account each would take is not known before the claim: who finds none is handed back again, at no cost. Repeating it changes nothing more.
create or replace function public.workers_accounts_reopen(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_aside constant boolean := exists (select from workers_internal.refused_rows);
  v_picked uuid[];
begin
  with waiting as (
    select q.id
    from public.extraction_queue as q
    cross join lateral (select e.kind, e.details from public.job_events as e where e.job_id = q.id and e.kind <> 'prioritised' order by e.id desc limit 1) as last
    where q.status_id = 1 and q.available_at > v_now and last.kind = 'handed_back' and last.details->>'waits_for' = 'account'
      and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
  ), chosen as (
    select q.id from public.extraction_queue as q join waiting as w on w.id = q.id
    where q.status_id = 1 and q.available_at > v_now order by q.id limit coalesce((request->>'limit')::integer, 1000) for no key update of q skip locked
  )
  select coalesce(array_agg(c.id order by c.id), '{}') into v_picked from chosen as c;
  return workers_internal.reopen_each(v_picked, coalesce((request->>'each')::boolean, false));
end $$;
