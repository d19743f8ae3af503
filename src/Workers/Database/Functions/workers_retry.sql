-- workers_retry: an operator gives failed documents another chance (5→3 when the PDF is stored, else 5→1), counters at zero.
-- Request: ids: [id…], allow_repurchase (bool), reason. Answer: {"jobs": [{"id", "result": "retried" | "refused", "status_id", "reason"}…]}.
-- Promise: never buys again what is stored. A purchase in doubt is looked up among the account's invoices, in any case; it is bought again
--   only when it is not there and allow_repurchase was given. What was bought in vain is refused without it,
--   and so is a doubt that no purchase is known of.
create or replace function public.workers_retry(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_repurchase constant boolean := coalesce((request->>'allow_repurchase')::boolean, false);
  v_ids constant uuid[] := array(select jsonb_array_elements_text(request->'ids')::uuid);
  v_answer jsonb;
begin
  perform from public.extraction_queue as q where q.id = any(v_ids) order by q.id for no key update;
  with judged as (
    select i as id, case
        when q.id is null then 'no such document'
        when q.status_id <> 5 then format('its status is %s, not 5', q.status_id)
        when q.supabase_path is null and not v_repurchase and (q.outcome = 'wrong_document' or exists (
          select from public.registre_consultations as c where c.job_id = q.id and c.state = 'rejected'))
          then 'another document was bought in its place: look at it with accept, then keep it, or allow the repurchase'
        when q.supabase_path is null and not v_repurchase and q.outcome = 'purchase_uncertain' and not exists (
          select from public.registre_consultations as c where c.job_id = q.id and c.state in ('submitting', 'uncertain'))
          then 'it may be bought already, and no purchase of it is known that could be looked up: look at the invoices, then allow the repurchase'
      end as fault
    from unnest(v_ids) as i left join public.extraction_queue as q on q.id = i
  ), forbidden as (
    delete from workers_internal.repurchases as r using judged as j where not v_repurchase and r.job_id = j.id
  ), allowed as (
    insert into workers_internal.repurchases (job_id, allowed_at)
    select distinct j.id, v_now from judged as j where v_repurchase and j.fault is null
    on conflict (job_id) do update set allowed_at = excluded.allowed_at
  ), moved as (
    update public.extraction_queue as q set
      status_id = case when q.supabase_path is null then 1 else 3 end,
      outcome = null, error_message = null, ocr_error = null, cancel_requested_at = null,
      attemtps = 0, ocr_attempts = 0, lost_leases = 0, hand_backs = 0, progress = 0, progress_stage = null,
      available_at = v_now, updated_at = v_now
    from judged as j where j.id = q.id and j.fault is null
    returning q.id, q.status_id
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, reason)
    select m.id, v_now, 'retried', 5, m.status_id, request->>'reason' from moved as m
  )
  select jsonb_agg(jsonb_build_object(
    'id', j.id, 'result', case when m.id is null then 'refused' else 'retried' end, 'status_id', m.status_id, 'reason', j.fault))
  into v_answer
  from judged as j left join moved as m on m.id = j.id;
  perform pg_notify('workers_queue', '');
  return jsonb_build_object('jobs', coalesce(v_answer, '[]'));
end $$;
