-- workers_internal.bulk_chunk(bulk, ids): carries an order out on a few of its documents.
-- Input: the order; ids. Output: {"changed", "left_out", "reasons": {why: how many}, "locked": [ids that another transaction holds, which are counted nowhere]}.
-- Promise: waits for nobody. What no longer is what the filter means is left as it is; a row whose update the database refuses costs no other its change.
create or replace function workers_internal.bulk_chunk(bulk public.bulk_changes, ids uuid[]) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_free uuid[];
  v_meant uuid[];
  v_good uuid[];
  v_changed uuid[] := '{}';
  v_faults text[];
  v_id uuid;
begin
  v_free := array(select q.id from public.extraction_queue as q where q.id = any(ids) order by q.id for no key update skip locked);
  execute format('select array(select q.id from public.extraction_queue as q where q.id = any($1) and %s)', workers_internal.document_condition(bulk.filter || '{"orders": true}')) into v_meant using v_free;
  select coalesce(array_agg(j.id order by j.id) filter (where j.fault is null), '{}'), coalesce(array_agg(j.fault) filter (where j.fault is not null), '{}') into v_good, v_faults
  from workers_internal.bulk_judged(bulk.verb, bulk.options, v_meant) as j;
  v_faults := v_faults || array_fill('it is no longer what the filter means'::text, array[cardinality(v_free) - cardinality(v_meant)]);
  begin
    v_changed := workers_internal.bulk_changed(bulk.verb, bulk.options, v_good, bulk.reason, bulk.id);
    set constraints all immediate;
  exception when others then
    if not workers_internal.is_of_one_row(sqlstate) then
      raise;
    end if;
    v_changed := '{}';
    foreach v_id in array v_good loop
      begin
        v_changed := v_changed || workers_internal.bulk_changed(bulk.verb, bulk.options, array[v_id], bulk.reason, bulk.id);
        set constraints all immediate;
      exception when others then
        if not workers_internal.is_of_one_row(sqlstate) then
          raise;
        end if;
        v_faults := v_faults || format('the database refuses its update: %s (%s)', left(sqlerrm, 200), sqlstate);
        v_good := array_remove(v_good, v_id);
      end;
    end loop;
  end;
  v_faults := v_faults || array_fill('a trigger of the table leaves its update out'::text, array[cardinality(v_good) - cardinality(v_changed)]);
  return jsonb_build_object(
    'changed', cardinality(v_changed), 'left_out', cardinality(v_faults),
    'reasons', (select coalesce(jsonb_object_agg(f.why, f.many), '{}') from (select w as why, count(*) as many from unnest(v_faults) as w group by 1) as f),
    'locked', to_jsonb(array(select i from unnest(ids) as i where i <> all(v_free) and exists (select from public.extraction_queue as q where q.id = i))));
end $$;
