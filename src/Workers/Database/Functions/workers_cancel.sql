-- workers_cancel: an operator no longer wants documents (1→5, 3→5; at 2 the holder is told at its next renewal).
-- Request: ids: [id…], reason, office (see workers_fail). Answer: {"jobs": [{"id", "result": "cancelled" | "requested" | "refused", "reason": why it is refused}…]}.
-- Promise: what is stored stays stored; a purchase in doubt stays purchase_uncertain; what is done (4, 5, or a plan at 3) is refused.
create or replace function public.workers_cancel(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_why constant text := coalesce(request->>'reason', 'Cancelled by an operator.');
  v_ids constant uuid[] := array(select jsonb_array_elements_text(request->'ids')::uuid);
  v_answer jsonb;
begin
  perform from public.extraction_queue as q where q.id = any(v_ids) order by q.id for no key update;
  with moved as (
    update public.extraction_queue as q set
      status_id = case when q.status_id = 2 then 2 else 5 end,
      outcome = case when q.status_id = 2 then q.outcome else workers_internal.ending(q.id, 'cancelled') end,
      error_message = case when q.status_id = 2 then q.error_message
        else coalesce((request->'office'->>workers_internal.ending(q.id, 'cancelled')) || coalesce(' ' || (request->>'reason'), ''), v_why) end,
      cancel_requested_at = case when q.status_id = 2 then coalesce(q.cancel_requested_at, v_now) end,
      updated_at = v_now
    from public.extraction_queue as before
    where q.id = any(v_ids) and before.id = q.id
      and (q.status_id in (1, 2) or (q.status_id = 3 and q.document_source <> 'plan_cadastraux'))
    returning q.id, before.status_id as from_status, q.status_id, q.stage, q.claim_token
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, stage, claim_token, reason)
    select m.id, v_now, case m.status_id when 2 then 'cancel_requested' else 'cancelled' end, m.from_status, m.status_id, m.stage, m.claim_token, v_why
    from moved as m
  )
  select jsonb_agg(jsonb_build_object('id', i, 'result', case m.status_id when 5 then 'cancelled' when 2 then 'requested' else 'refused' end,
    'reason', case when m.id is not null then null when q.id is null then 'no such document'
      when q.status_id in (4, 5) or (q.status_id = 3 and q.document_source = 'plan_cadastraux') then format('it has ended at %s: nothing of it waits', q.status_id)
      when q.status_id in (1, 2, 3) then 'its document_source is not known, or a trigger of the table leaves its update out'
      else format('its status %s is none that this program knows', q.status_id) end))
  into v_answer
  from unnest(v_ids) as i left join moved as m on m.id = i left join public.extraction_queue as q on q.id = i;
  return jsonb_build_object('jobs', coalesce(v_answer, '[]'));
end $$;
