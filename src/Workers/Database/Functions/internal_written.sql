-- workers_internal.written(jobs, held, kinds): the answer to a write, per claim.
-- Input: the claims, those held when the write came, the event kinds that the write leaves behind.
-- Output: {"jobs": [{"id", "written": "now" | "already" | "stale"}…]}.
-- Promise: a call that the network repeats is "already", from the history; any other write of an old token is "stale".
create or replace function workers_internal.written(jobs jsonb, held uuid[], kinds text[]) returns json
language plpgsql stable set search_path = '' as $$
begin
  return json_build_object('jobs', coalesce((
    select json_agg(json_build_object(
      'id', j.id,
      'written', case
        when j.id = any(held) then 'now'
        when exists (
          select from public.job_events as e
          where e.job_id = j.id and e.claim_token = j.claim_token and e.kind = any(kinds)
        ) then 'already'
        else 'stale'
      end))
    from jsonb_to_recordset(jobs) as j(id uuid, claim_token bigint)), '[]'));
end $$;
