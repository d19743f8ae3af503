-- workers_bulk_start: writes an order about several documents down; it changes none of them yet.
-- Request: id (of the order, made by who asks), environment, verb, filter, options, by, reason, expected, expected_cad, expected_usd (as the preview told them).
-- Answer: {"bulk": see workers_internal.bulk_told, "existing": true where the very same order runs already, and no other was written}.
--   The same are also two that say how old documents have to be: the same age is another time whenever it is asked.
-- Promise: sent again, it is written once. Documents that are added after it are none of it.
create or replace function public.workers_bulk_start(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_asked constant jsonb := coalesce(request->'filter', '{}');
  v_options constant jsonb := coalesce(request->'options', '{}');
  v_times constant text[] := '{created_from,created_before}';
  v_condition constant text := workers_internal.document_condition(v_asked || '{"orders": true}');
  v_bulk public.bulk_changes;
  v_first uuid;
  v_last uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('workers bulk start', 0));
  select b.* into v_bulk from public.bulk_changes as b
  where b.id = (request->>'id')::uuid or (b.state = 'running' and b.verb = request->>'verb' and b.options = v_options and b.filter - v_times = v_asked - v_times
    and not exists (
      select from unnest(v_times) as t(name)
      where b.filter->>t.name is distinct from v_asked->>t.name
        and (abs(extract(epoch from (b.asked_at - (b.filter->>t.name)::timestamptz) - (v_now - (v_asked->>t.name)::timestamptz))) < 30) is not true))
  order by b.asked_at limit 1;
  if found then
    return json_build_object('bulk', workers_internal.bulk_told(v_bulk), 'existing', true);
  end if;
  execute format('select q.id from public.extraction_queue as q where %s order by q.id limit 1', v_condition) into v_first;
  execute format('select q.id from public.extraction_queue as q where %s order by q.id desc limit 1', v_condition) into v_last;
  insert into public.bulk_changes as b (id, environment, verb, filter, options, asked_by, reason, asked_at, first_id, last_id, expected, expected_cad, expected_usd)
  values ((request->>'id')::uuid, request->>'environment', request->>'verb', v_asked, v_options, left(request->>'by', 200), left(request->>'reason', 1000), v_now, v_first, v_last,
    (request->>'expected')::bigint, (request->>'expected_cad')::numeric, (request->>'expected_usd')::numeric)
  returning b.* into v_bulk;
  return json_build_object('bulk', workers_internal.bulk_told(v_bulk), 'existing', false);
end $$;
