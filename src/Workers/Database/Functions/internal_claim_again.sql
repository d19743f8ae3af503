-- workers_internal.claim_again(picked, request, lease): a fresh lease for rows that this very request has claimed.
-- Input: ids; what the claim asked. Output: the claimed rows as json.
-- Promise: all that the request still holds, or an error.
create or replace function workers_internal.claim_again(v_picked uuid[], v_request uuid, v_lease interval) returns json[]
language plpgsql set search_path = '' as $$
declare
  v_claimed json[];
begin
  with again as (
    update public.extraction_queue as q set lease_expires_at = workers_internal.clock() + v_lease
    where q.id = any(v_picked) and case when q.status_id = 2 then q.claim_request_id end = v_request
    returning q.*
  )
  select array_agg(workers_internal.claimed(again)) into v_claimed from again;
  return coalesce(v_claimed, '{}');
end $$;
