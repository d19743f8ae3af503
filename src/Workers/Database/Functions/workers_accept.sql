-- workers_accept: an operator keeps a paid document that names itself otherwise than it was asked for (5→1, rejected→received).
-- Request: id; apply (bool; false only tells); content_sha256 (of the bytes that were looked at), by, reason,
--   pinned_seconds (how long only the machine that has the bytes may take it).
-- Answer: {"result": "acceptable" | "accepted" | "already" | "refused", "status_id", "reason", "purchase": consultation or null}.
-- Promise: buys nothing. Only a document at 5 that nobody cancelled, whose bytes were received and refused; the word is for these bytes alone, and
--   ends when others take their place. Accepted again changes nothing. A leave to buy it again that nobody took up ends with it.
create or replace function public.workers_accept(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_apply constant boolean := coalesce((request->>'apply')::boolean, false);
  v_job public.extraction_queue;
  v_row public.registre_consultations;
  v_fault text;
begin
  if v_apply then
    perform from public.extraction_queue as q where q.id = v_id for no key update;
    perform from public.registre_consultations as c where c.job_id = v_id order by c.id for update;
  end if;
  select q.* into v_job from public.extraction_queue as q where q.id = v_id;
  select c.* into v_row from public.registre_consultations as c where c.job_id = v_id
  order by c.state = 'rejected' desc, c.accepted is not null desc, c.prepared_at desc limit 1;

  if v_row.accepted->>'content_sha256' = v_row.content_sha256 and v_row.state in ('received', 'stored') then
    return jsonb_build_object('result', 'already', 'status_id', v_job.status_id, 'purchase', workers_internal.consultation(v_row));
  end if;
  v_fault := case
    when v_job.id is null then 'no such document'
    when exists (select from public.document_purges as p where p.job_id = v_id) then 'its purge has begun: purge goes on with it'
    when v_job.status_id <> 5 then format('its status is %s; only a document at 5 whose purchase was refused as another document can be accepted', v_job.status_id)
    when v_job.outcome = 'cancelled' then 'it was cancelled; what is wanted after all is enqueued again, meets the same purchase at no cost, and can then be accepted'
    when v_row.id is null and v_job.outcome = 'wrong_document' then 'another document of the queue holds the purchase by now: accept the one that was tried last'
    when v_job.supabase_path is not null or v_row.state is distinct from 'rejected' then
      format('it ended as %s; only a document whose purchase was refused as another document can be accepted', coalesce(v_job.outcome, 'failed'))
    when v_row.content_sha256 is null then 'its bytes were never received, so there is nothing to accept'
    when v_apply and v_row.content_sha256 is distinct from request->>'content_sha256' then 'its bytes are others than those that were looked at: look again'
  end;
  if v_fault is not null or not v_apply then
    return jsonb_build_object('result', case when v_fault is null then 'acceptable' else 'refused' end, 'status_id', v_job.status_id, 'reason', v_fault,
      'purchase', case when v_row.id is not null then workers_internal.consultation(v_row) end);
  end if;

  update public.registre_consultations as c set
    state = 'received',
    accepted = jsonb_build_object('content_sha256', c.content_sha256, 'at', v_now, 'by', request->>'by', 'reason', request->>'reason', 'fields', c.obtained->'fields')
  where c.id = v_row.id returning c.* into v_row;
  delete from workers_internal.repurchases as r where r.job_id = v_id;
  update public.extraction_queue as q set
    status_id = 1,
    outcome = null, error_message = null, cancel_requested_at = null,
    attemtps = 0, lost_leases = 0, hand_backs = 0, progress = 0, progress_stage = null,
    machine_id = v_row.machine_id, pinned_until = v_now + make_interval(secs => coalesce((request->>'pinned_seconds')::float8, 0)),
    available_at = v_now, updated_at = v_now
  where q.id = v_id;
  insert into public.job_events (job_id, at, kind, from_status, to_status, reason, details)
  values (v_id, v_now, 'accepted', 5, 1, coalesce(request->>'reason', v_row.note), v_row.accepted);
  perform pg_notify('workers_queue', '');
  return jsonb_build_object('result', 'accepted', 'status_id', 1, 'purchase', workers_internal.consultation(v_row));
end $$;
