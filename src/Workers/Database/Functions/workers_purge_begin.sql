-- workers_purge_begin: from here on these documents can only be purged: nobody retries, accepts or reuses them.
-- Request: ids: [id…], by. Answer: {"jobs": [{"id", "result": "begun" | "refused", "reason"}…]}.
-- Promise: durable; repeating it changes nothing. What is in work, waits, or has an uncertain purchase is refused by name; nothing is removed yet.
create or replace function public.workers_purge_begin(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_ids constant uuid[] := array(select distinct i::uuid from jsonb_array_elements_text(request->'ids') as i order by 1);
  v_faults jsonb;
begin
  perform from public.extraction_queue as q where q.id = any(v_ids) order by q.id for no key update;
  perform from public.registre_consultations as c where c.job_id = any(v_ids) order by c.id for no key update;
  select jsonb_object_agg(i.id, workers_internal.purge_fault(i.id)) into v_faults from unnest(v_ids) as i(id);
  insert into public.document_purges (job_id, ordered_at, ordered_by, dossier_hash)
  select i.id, v_now, left(request->>'by', 100), workers_internal.dossier_hash(coalesce(
    (select q.dossier from public.extraction_queue as q where q.id = i.id),
    (select c.dossier from public.registre_consultations as c where c.job_id = i.id and c.dossier is not null limit 1),
    (select c.dossier from public.ocr_calls as c where c.job_id = i.id and c.dossier is not null limit 1)))
  from unnest(v_ids) as i(id) where v_faults->>(i.id::text) is null
  on conflict (job_id) do nothing;
  update public.registre_consultations as c set state = 'abandoned'
  where c.job_id = any(v_ids) and v_faults->>(c.job_id::text) is null and c.state in ('prepared', 'stored', 'rejected');
  delete from workers_internal.repurchases as r where r.job_id = any(v_ids) and v_faults->>(r.job_id::text) is null;
  return json_build_object('jobs', coalesce((
    select json_agg(json_build_object('id', i.id, 'result', case when v_faults->>(i.id::text) is null then 'begun' else 'refused' end, 'reason', v_faults->>(i.id::text)) order by i.id)
    from unnest(v_ids) as i(id)), '[]'));
end $$;
