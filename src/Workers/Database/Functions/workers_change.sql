-- workers_change: an operator has one document read anew (4→3, 5→3), or gives it another priority.
-- Request: verb: requeue_ocr | priority, id, options (see workers_internal.bulk_judged), reason. Answer: {"jobs": [{"id", "result": "requeued" | "prioritised" | "refused", "status_id", "reason"}]}.
-- Promise: only what nobody holds. What is read anew is paid anew: no page that was read before is used.
create or replace function public.workers_change(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_id constant uuid := (request->>'id')::uuid;
  v_verb constant text := request->>'verb';
  v_fault text;
  v_status integer;
begin
  if v_verb not in ('requeue_ocr', 'priority') then
    raise exception 'no such change: %', v_verb using errcode = '22023';
  end if;
  perform from public.extraction_queue as q where q.id = v_id for no key update;
  select j.fault into v_fault from workers_internal.bulk_judged(v_verb, coalesce(request->'options', '{}'), array[v_id]) as j;
  if not found then
    v_fault := 'no such document';
  elsif v_fault is null then
    perform workers_internal.bulk_changed(v_verb, coalesce(request->'options', '{}'), array[v_id], request->>'reason', null);
    perform pg_notify('workers_queue', '');
  end if;
  select q.status_id into v_status from public.extraction_queue as q where q.id = v_id;
  return json_build_object('jobs', json_build_array(json_build_object(
    'id', v_id, 'result', case when v_fault is not null then 'refused' when v_verb = 'priority' then 'prioritised' else 'requeued' end, 'status_id', v_status, 'reason', v_fault)));
end $$;
