-- workers_hand_back: the holder gives a healthy document back (2→1 or 2→3; 2→5 when cancelled or given back too often).
-- Request: free_hand_backs, office (see workers_fail), jobs: [{id, claim_token, reason, why, available_after_seconds, machine_id, pinned_seconds, waits_for}…]; reason shutdown, resource_lost,
--   outage (any document would have met it), occupied (others use what its worker needs) or over_budget (it would cost more than is allowed).
--   waits_for: account, where the want of one is all that keeps it (see workers_accounts_reopen). machine_id: for pinned_seconds only claims of that machine take it (its bytes lie there).
-- Answer: see workers_internal.written.
-- Promise: costs no attempt, free_hand_backs times without progress; from then on each costs one, so nothing goes round for ever.
--   An outage, an occupied resource or a budget never counts, however often and for how many days.
--   After resource_lost it waits at least a second, doubling up to a quarter of an hour: what it needs may be away for long.
--   After an outage or an occupied resource it waits at least a second, after shutdown it keeps its place in the line.
create or replace function public.workers_hand_back(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_free constant integer := coalesce((request->>'free_hand_backs')::integer, 20);
  v_held constant uuid[] := workers_internal.hold(request->'jobs', null);
begin
  with verdict as (
    select q.id, a.reason, a.why, a.waits_for, a.machine_id, q.worker_id,
      v_now + make_interval(secs => coalesce(a.pinned_seconds, 0)) as pinned_until,
      coalesce(a.reason in ('outage', 'occupied', 'over_budget'), false) as blameless,
      coalesce(a.reason in ('outage', 'occupied', 'over_budget'), false) or q.hand_backs < v_free as free,
      case
        when q.cancel_requested_at is not null then workers_internal.ending(q.id, 'cancelled')
        when a.reason in ('outage', 'occupied', 'over_budget') or q.hand_backs < v_free then null
        when q.stage = 'download' and q.attemtps >= coalesce(q.max_attempts, 3) then workers_internal.ending(q.id, 'attempts_exhausted')
        when q.stage = 'ocr' and q.ocr_attempts >= coalesce(q.ocr_max_attempts, 3) then 'attempts_exhausted'
      end as outcome,
      case
        when a.reason <> 'shutdown' or a.available_after_seconds > 0 then v_now + make_interval(secs => greatest(
          a.available_after_seconds,
          case when a.reason = 'resource_lost' then least(900, power(2, least(q.hand_backs, 10))) when a.reason = 'shutdown' then 0 else 1 end))
        -- It ran, so it was due, whatever the clock showed then.
        else least(q.available_at, v_now)
      end as available_at
    from public.extraction_queue as q
    join jsonb_to_recordset(request->'jobs') as a(id uuid, reason text, why text, available_after_seconds float8, machine_id text, pinned_seconds float8, waits_for text) on a.id = q.id
    where q.id = any(v_held)
  ), moved as (
    update public.extraction_queue as q set
      status_id = case when v.outcome is not null then 5 when q.stage = 'download' then 1 else 3 end,
      outcome = v.outcome,
      error_message = case when v.outcome is not null then coalesce(request->'office'->>v.outcome, q.error_message, q.ocr_error, v.why) else q.error_message end,
      attemtps = q.attemtps - (v.free and q.stage = 'download')::int,
      ocr_attempts = q.ocr_attempts - (v.free and q.stage = 'ocr')::int,
      hand_backs = least(q.hand_backs, 2147483646) + (not v.blameless)::int,
      machine_id = v.machine_id,
      pinned_until = case when v.machine_id is not null then v.pinned_until end,
      available_at = v.available_at,
      worker_id = null, lease_expires_at = null, claim_request_id = null, updated_at = v_now
    from verdict as v where q.id = v.id
    returning q.id, q.claim_token, q.status_id, q.stage, v.worker_id, v.why, v.reason, v.outcome, v.waits_for
  )
  insert into public.job_events (job_id, at, kind, from_status, to_status, stage, worker_id, claim_token, reason, details)
  select m.id, v_now, 'handed_back', 2, m.status_id, m.stage, m.worker_id, m.claim_token, m.why,
    jsonb_strip_nulls(jsonb_build_object('reason', m.reason, 'outcome', m.outcome, 'waits_for', m.waits_for))
  from moved as m;
  if v_held <> '{}' then
    perform pg_notify('workers_queue', '');
  end if;
  return workers_internal.written(request->'jobs', v_held, '{handed_back}');
end $$;
