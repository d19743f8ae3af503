-- workers_internal.bulk_changed(verb, options, ids, why, bulk): carries an order out on documents that are locked and judged.
-- Input: see workers_internal.bulk_judged; why: for the history; options may hold office (see workers_fail); bulk: the order's row, null of one document. Output: the ids that were changed.
-- Promise: all of them, or an error; a row whose update a trigger leaves out is missing in the answer. Each changed row has its line in job_events, which names the order.
create or replace function workers_internal.bulk_changed(verb text, options jsonb, ids uuid[], why text, bulk uuid) returns uuid[]
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_repurchase constant boolean := coalesce((options->>'allow_repurchase')::boolean, false);
  v_details constant jsonb := case when bulk is not null then jsonb_build_object('bulk', bulk) end;
  v_changed uuid[];
begin
  case verb
    when 'retry' then
      if not v_repurchase then
        delete from workers_internal.repurchases as r where r.job_id = any(ids);
      end if;
      with moved as (
        update public.extraction_queue as q set
          status_id = case when q.supabase_path is null then 1 else 3 end,
          outcome = null, error_message = null, ocr_error = null, cancel_requested_at = null,
          attemtps = 0, ocr_attempts = 0, lost_leases = 0, hand_backs = 0, progress = 0, progress_stage = null,
          available_at = v_now, updated_at = v_now
        where q.id = any(ids) and q.status_id = 5
        returning q.id, q.status_id
      ), allowed as (
        insert into workers_internal.repurchases (job_id, allowed_at)
        select m.id, v_now from moved as m where v_repurchase
        on conflict (job_id) do update set allowed_at = excluded.allowed_at
      ), logged as (
        insert into public.job_events (job_id, at, kind, from_status, to_status, reason, details)
        select m.id, v_now, 'retried', 5, m.status_id, why, v_details from moved as m
      )
      select array_agg(m.id) into v_changed from moved as m;
    when 'cancel' then
      with moved as (
        update public.extraction_queue as q set
          status_id = 5, outcome = workers_internal.ending(q.id, 'cancelled'), cancel_requested_at = null, updated_at = v_now,
          error_message = coalesce((options->'office'->>workers_internal.ending(q.id, 'cancelled')) || coalesce(' ' || why, ''), why, 'Cancelled by an operator.')
        from public.extraction_queue as before
        where q.id = any(ids) and before.id = q.id and (q.status_id = 1 or (q.status_id = 3 and q.document_source <> 'plan_cadastraux'))
        returning q.id, before.status_id as from_status, q.stage, q.claim_token
      ), logged as (
        insert into public.job_events (job_id, at, kind, from_status, to_status, stage, claim_token, reason, details)
        select m.id, v_now, 'cancelled', m.from_status, 5, m.stage, m.claim_token, coalesce(why, 'Cancelled by an operator.'), v_details from moved as m
      )
      select array_agg(m.id) into v_changed from moved as m;
    when 'requeue_ocr' then
      with moved as (
        update public.extraction_queue as q set
          status_id = 3, read_anew_at = v_now,
          outcome = null, error_message = null, ocr_error = null, cancel_requested_at = null,
          ocr_attempts = 0, lost_leases = 0, hand_backs = 0, progress = 0, progress_stage = null,
          available_at = v_now, updated_at = v_now
        from public.extraction_queue as before
        where q.id = any(ids) and before.id = q.id and q.status_id in (4, 5) and q.supabase_path is not null
        returning q.id, before.status_id as from_status
      ), logged as (
        insert into public.job_events (job_id, at, kind, from_status, to_status, reason, details)
        select m.id, v_now, 'requeued', m.from_status, 3, why, v_details from moved as m
      )
      select array_agg(m.id) into v_changed from moved as m;
    when 'priority' then
      with moved as (
        update public.extraction_queue as q set priority = (options->>'priority')::integer, updated_at = v_now
        from public.extraction_queue as before
        where q.id = any(ids) and before.id = q.id and q.status_id in (1, 3)
        returning q.id, before.priority as was
      ), logged as (
        insert into public.job_events (job_id, at, kind, reason, details)
        select m.id, v_now, 'prioritised', why, jsonb_build_object('from', m.was, 'to', (options->>'priority')::integer) || coalesce(v_details, '{}') from moved as m
      )
      select array_agg(m.id) into v_changed from moved as m;
  end case;
  return coalesce(v_changed, '{}');
end $$;
