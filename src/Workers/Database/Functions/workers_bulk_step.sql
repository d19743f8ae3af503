-- workers_bulk_step: carries an order that runs out on its next documents (1→5, 3→5, 4→3, 5→1, 5→3).
-- Request: id (null: the oldest that nobody carries out), runner (who carries it out), lease_seconds (30), limit (500; 2000 at the most), office (see workers_fail).
-- Answer: {"bulk": see workers_internal.bulk_told; null where nothing runs, "stepped": false where somebody else carries it out or it does not run}.
-- Promise: the step and how far the order is are one transaction, so each document is changed once, whoever is killed; a runner that is gone is followed by another when its
--   lease ends. Waits for no row. After the last document what others held is looked at once more.
create or replace function public.workers_bulk_step(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_runner constant text := request->>'runner';
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 500), 1), 2000);
  v_bulk public.bulk_changes;
  v_told public.bulk_changes;
  v_ids uuid[] := '{}';
  v_part jsonb;
  v_again uuid[];
  v_still integer := 0;
begin
  select b.* into v_bulk from public.bulk_changes as b
  where b.state = 'running' and (request->>'id' is null or b.id = (request->>'id')::uuid) and (b.runner is null or b.runner = v_runner or b.runner_until <= v_now)
  order by b.asked_at, b.id limit 1 for update skip locked;
  if not found then
    select b.* into v_bulk from public.bulk_changes as b where b.id = (request->>'id')::uuid;
    return json_build_object('bulk', case when found then workers_internal.bulk_told(v_bulk) end, 'stepped', false);
  end if;

  if v_bulk.first_id is not null then
    execute format('select array(select q.id from public.extraction_queue as q where q.id %s %L::uuid and q.id <= %L::uuid and coalesce(q.created_at, q.available_at) <= %L::timestamptz and %s order by q.id limit %s)',
      case when v_bulk.after_id is null then '>=' else '>' end, coalesce(v_bulk.after_id, v_bulk.first_id), v_bulk.last_id, v_bulk.asked_at,
      workers_internal.document_condition(v_bulk.filter || '{"orders": true}'), v_limit) into v_ids;
  end if;
  v_told := v_bulk;
  v_told.options := v_bulk.options || jsonb_build_object('office', request->'office');
  v_part := workers_internal.bulk_chunk(v_told, v_ids);
  v_again := v_bulk.again || array(select i::uuid from jsonb_array_elements_text(v_part->'locked') as i);
  update public.bulk_changes as b set
    after_id = coalesce(v_ids[cardinality(v_ids)], b.after_id), again = v_again,
    changed = b.changed + (v_part->>'changed')::bigint, left_out = b.left_out + (v_part->>'left_out')::bigint, reasons = workers_internal.sums(b.reasons, v_part->'reasons'),
    runner = v_runner, runner_until = v_now + make_interval(secs => coalesce((request->>'lease_seconds')::float8, 30))
  where b.id = v_bulk.id returning b.* into v_bulk;

  if cardinality(v_ids) < v_limit then
    v_ids := v_bulk.again[1:v_limit];
    if cardinality(v_ids) > 0 then
      v_part := workers_internal.bulk_chunk(v_told, v_ids);
      v_still := jsonb_array_length(v_part->'locked');
    else
      v_part := '{"changed": 0, "left_out": 0, "reasons": {}}';
    end if;
    update public.bulk_changes as b set
      again = b.again[v_limit + 1:],
      changed = b.changed + (v_part->>'changed')::bigint, left_out = b.left_out + (v_part->>'left_out')::bigint + v_still,
      reasons = workers_internal.sums(workers_internal.sums(b.reasons, v_part->'reasons'),
        case when v_still > 0 then jsonb_build_object('another transaction holds its row: order the same again', v_still) else '{}' end),
      state = case when cardinality(b.again) <= v_limit then 'finished' else b.state end,
      ended_at = case when cardinality(b.again) <= v_limit then v_now end, ended_by = case when cardinality(b.again) <= v_limit then v_runner end
    where b.id = v_bulk.id returning b.* into v_bulk;
  end if;
  if v_bulk.verb <> 'cancel' then
    perform pg_notify('workers_queue', '');
  end if;
  return json_build_object('bulk', workers_internal.bulk_told(v_bulk), 'stepped', true);
end $$;
