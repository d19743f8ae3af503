-- workers_internal.claim_picked(stage, picked, workers, request, lease): moves rows that workers_claim has locked to their workers.
-- Input: stage; ids; as many worker ids or more; what the claim asked. Output: the claimed rows as json, in the order of the ids.
-- Promise: each has a trace from its first claim on; all of them, or an error; a row whose update a trigger leaves out is missing in the answer.
create or replace function workers_internal.claim_picked(v_stage text, v_picked uuid[], v_workers text[], v_request uuid, v_lease interval) returns json[]
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_token constant bigint := extract(epoch from clock_timestamp()) * 1000000;
  v_claimed json[];
begin
  with moved as (
    update public.extraction_queue as q set
      status_id = 2,
      stage = v_stage,
      worker_id = p.worker,
      processing_started_at = v_now,
      lease_expires_at = v_now + v_lease,
      claim_token = case when q.claim_token < 9223372036854775807 then greatest(q.claim_token + 1, v_token) else v_token end,
      claim_request_id = v_request,
      attemtps = least(greatest(q.attemtps, 0), 2147483646) + (v_stage = 'download')::int,
      ocr_attempts = least(greatest(q.ocr_attempts, 0), 2147483646) + (v_stage = 'ocr')::int,
      ocr_worker_id = case when v_stage = 'ocr' then p.worker else q.ocr_worker_id end,
      ocr_started_at = case when v_stage = 'ocr' then v_now else q.ocr_started_at end,
      trace_parent = case
        when q.trace_parent ~ '^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$' then q.trace_parent
        else format('00-%s-%s-01', replace(gen_random_uuid()::text, '-', ''), right(replace(gen_random_uuid()::text, '-', ''), 16))
      end,
      updated_at = v_now
    from unnest(v_picked, v_workers) with ordinality as p(id, worker, place)
    where q.id = p.id
    returning p.place, q.id, q.stage, q.worker_id, q.claim_token, workers_internal.claimed(q) as claimed
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, stage, worker_id, claim_token)
    select m.id, v_now, 'claimed', case m.stage when 'download' then 1 else 3 end, 2, m.stage, m.worker_id, m.claim_token from moved as m
  )
  select array_agg(m.claimed order by m.place) into v_claimed from moved as m;
  return coalesce(v_claimed, '{}');
end $$;
