-- workers_retry: an operator gives failed documents another chance (5→3 when the PDF is stored, else 5→1), counters at zero.
-- Request: ids: [id…], allow_repurchase (bool), reason. Answer: {"jobs": [{"id", "result": "retried" | "refused", "status_id", "reason"}…]}.
-- Promise: never buys again what is stored. A purchase in doubt is looked up among the account's invoices, in any case; it is bought again
--   only when it is not there and allow_repurchase was given. What was bought in vain is refused without it,
--   and so is a doubt that no purchase is known of.
create or replace function public.workers_retry(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_repurchase constant boolean := coalesce((request->>'allow_repurchase')::boolean, false);
  v_ids constant uuid[] := array(select jsonb_array_elements_text(request->'ids')::uuid);
  v_judged jsonb;
  v_moved uuid[];
begin
  perform from public.extraction_queue as q where q.id = any(v_ids) order by q.id for no key update;
  if not v_repurchase then
    delete from workers_internal.repurchases as r where r.job_id = any(v_ids);
  end if;
  select jsonb_agg(jsonb_build_object('id', i, 'reason', case when j.id is null then 'no such document' else j.fault end)) into v_judged
  from unnest(v_ids) as i left join workers_internal.bulk_judged('retry', request, v_ids) as j on j.id = i;
  v_moved := workers_internal.bulk_changed('retry', request, array(
    select (j->>'id')::uuid from jsonb_array_elements(v_judged) as j where j->>'reason' is null), request->>'reason', null);
  perform pg_notify('workers_queue', '');
  return jsonb_build_object('jobs', coalesce((
    select jsonb_agg(j || jsonb_build_object('result', case when q.id is null then 'refused' else 'retried' end, 'status_id', q.status_id))
    from jsonb_array_elements(v_judged) as j left join public.extraction_queue as q on q.id = (j->>'id')::uuid and q.id = any(v_moved)), '[]'));
end $$;
