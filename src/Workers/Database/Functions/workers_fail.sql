-- workers_fail: a holder could not do it: again later while attempts are left, else final (2→1, 2→3 or 2→5).
-- Request: jobs: [{id, claim_token, kind, cause, outcome, message, retry_after_seconds, details}…]; kind transient, permanent or business. message: what the office
--   reads beside that outcome; office: {outcome: what it reads beside others, "retried": while attempts are left}. Without them it reads the cause.
-- Answer: see workers_internal.written.
-- Promise: a cancellation hides no purchase in doubt; back to where the claim came from; the cause of each failure is in the history; only the holder writes.
create or replace function public.workers_fail(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_held constant uuid[] := workers_internal.hold(request->'jobs', null);
begin
  with verdict as (
    select q.id, a.cause, a.details, a.outcome as asked, a.message, q.worker_id,
      case
        when q.cancel_requested_at is not null then workers_internal.ending(q.id, 'cancelled')
        when a.kind in ('permanent', 'business') then case when coalesce(a.outcome, 'failed') in ('failed', 'cancelled') then workers_internal.ending(q.id, coalesce(a.outcome, 'failed')) else a.outcome end
        when q.stage = 'download' and q.attemtps >= coalesce(q.max_attempts, 3) then workers_internal.ending(q.id, 'attempts_exhausted')
        when q.stage = 'ocr' and q.ocr_attempts >= coalesce(q.ocr_max_attempts, 3) then 'attempts_exhausted'
      end as outcome,
      v_now + make_interval(secs => coalesce(a.retry_after_seconds, 0)) as available_at
    from public.extraction_queue as q
    join jsonb_to_recordset(request->'jobs') as a(id uuid, kind text, cause text, outcome text, message text, retry_after_seconds float8, details jsonb) on a.id = q.id
    where q.id = any(v_held)
  ), moved as (
    update public.extraction_queue as q set
      status_id = case when v.outcome is not null then 5 when q.stage = 'download' then 1 else 3 end,
      outcome = v.outcome,
      error_message = case when v.outcome is not null or q.stage = 'download' then coalesce(case when v.outcome = v.asked then v.message end, request->'office'->>coalesce(v.outcome, 'retried'), v.cause) else q.error_message end,
      ocr_error = case q.stage when 'ocr' then v.cause else q.ocr_error end,
      ocr_last_error_at = case q.stage when 'ocr' then v_now else q.ocr_last_error_at end,
      available_at = v.available_at,
      worker_id = null, lease_expires_at = null, claim_request_id = null, updated_at = v_now
    from verdict as v where q.id = v.id
    returning q.id, q.claim_token, q.status_id, q.stage, v.worker_id, v.cause, v.details, v.outcome
  )
  insert into public.job_events (job_id, at, kind, from_status, to_status, stage, worker_id, claim_token, reason, details)
  select m.id, v_now, 'failed', 2, m.status_id, m.stage, m.worker_id, m.claim_token, m.cause,
    nullif(jsonb_strip_nulls(jsonb_build_object('outcome', m.outcome)) || coalesce(m.details, '{}'), '{}')
  from moved as m;
  return workers_internal.written(request->'jobs', v_held, '{failed}');
end $$;
