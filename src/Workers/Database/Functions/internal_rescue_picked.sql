-- workers_internal.rescue_picked(picked, free, office): takes back rows that workers_rescue has found expired and locked.
-- Input: ids; lost leases without progress that cost no last attempt; what the office reads, by outcome. Output: [{"id", "document_number", "status_id", "worker_id"}…].
-- Promise: all of them, or an error.
create or replace function workers_internal.rescue_picked(v_picked uuid[], v_free integer, v_office jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_rescued jsonb;
begin
  with verdict as (
    select q.id, q.worker_id,
      case when q.lease_expires_at is null then case when q.supabase_path is null then 'download' else 'ocr' end else q.stage end as stage,
      case
        when q.lease_expires_at is null then 'left at 2 by an older system'
        when q.lease_expires_at > v_now then format('lease of %s until %s was written before the clock went back', q.worker_id, workers_internal.told(q.lease_expires_at))
        else format('lease of %s ended at %s', q.worker_id, workers_internal.told(q.lease_expires_at))
      end as why,
      q.lost_leases >= v_free - 1 as worn,
      q.cancel_requested_at is not null as cancelled
    from public.extraction_queue as q where q.id = any(v_picked)
  ), moved as (
    update public.extraction_queue as q set
      status_id = case when v.cancelled or v.worn then 5 when v.stage = 'download' then 1 else 3 end,
      outcome = case when v.cancelled then workers_internal.ending(q.id, 'cancelled') when v.worn then workers_internal.ending(q.id, 'attempts_exhausted') end,
      error_message = case
        when v.cancelled then coalesce(v_office->>workers_internal.ending(q.id, 'cancelled'), q.error_message, 'Cancelled by an operator.')
        when v.worn then coalesce(v_office->>workers_internal.ending(q.id, 'attempts_exhausted'), q.error_message, q.ocr_error, format('Its worker was lost %s times without progress; %s.', q.lost_leases::bigint + 1, v.why))
        else q.error_message
      end,
      attemtps = least(coalesce(q.attemtps, 0), case when v.stage = 'download' and not v.worn then greatest(coalesce(q.max_attempts, 3), 1) - 1 else q.attemtps end),
      ocr_attempts = least(coalesce(q.ocr_attempts, 0), case when v.stage = 'ocr' and not v.worn then greatest(coalesce(q.ocr_max_attempts, 3), 1) - 1 else q.ocr_attempts end),
      lost_leases = least(q.lost_leases, 2147483646) + 1,
      -- It ran, so it was due, whatever the clock showed then.
      available_at = least(q.available_at, v_now),
      claim_token = case when q.claim_token < 9223372036854775807 then q.claim_token + 1 else 1 end,
      worker_id = null, lease_expires_at = null, claim_request_id = null, updated_at = v_now
    from verdict as v where q.id = v.id
    returning q.id, left(coalesce(nullif(q.document_number_normalized, ''), q.document_number, ''), 100) as document_number, q.claim_token, q.status_id, q.outcome, v.stage, v.worker_id, v.why
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, stage, worker_id, claim_token, reason, details)
    select m.id, v_now, 'rescued', 2, m.status_id, m.stage, m.worker_id, m.claim_token, m.why,
      nullif(jsonb_strip_nulls(jsonb_build_object('outcome', m.outcome)), '{}')
    from moved as m
  )
  select jsonb_agg(jsonb_build_object('id', m.id, 'document_number', m.document_number, 'status_id', m.status_id, 'worker_id', m.worker_id)) into v_rescued from moved as m;
  return coalesce(v_rescued, '[]');
end $$;
