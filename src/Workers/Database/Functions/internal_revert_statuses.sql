-- workers_internal.revert_statuses(apply): takes the last conversion back, rows that moved on since included.
-- Input: whether to do it; without, only looks. Output: as workers_internal.convert_statuses.
-- Promise: 4→5, 5→4, plans 3→5; a row that was 6 and still is at 3 becomes 6 again; the old names return; one transaction;
--   not while documents are held under a lease.
create or replace function workers_internal.revert_statuses(apply boolean) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_conversion constant bigint := (select max(id) from workers_internal.status_conversions where reverted_at is null);
  v_moves jsonb;
  v_fault text;
begin
  if v_conversion is null then
    return '{"idle": "there is no conversion to take back", "moves": []}';
  end if;

  lock table public.extraction_queue in share row exclusive mode;
  v_fault := case
    when exists (select from public.extraction_queue where status_id = 2 and lease_expires_at > workers_internal.clock())
      then 'documents are being worked on: stop the daemons of this environment first'
  end;
  select coalesce(jsonb_agg(jsonb_build_object('from_status', m.from_status, 'to_status', m.to_status, 'document_source', m.source, 'count', m.count)
    order by m.from_status, m.source), '[]') into v_moves
  from (
    select q.status_id as from_status, t.to_status, q.document_source::text as source, count(*) as count
    from public.extraction_queue as q, lateral (select workers_internal.reverted_status(q, v_conversion) as to_status) as t
    where t.to_status <> q.status_id group by 1, 2, 3
  ) as m;
  if v_fault is not null or not apply then
    return jsonb_build_object('fault', v_fault, 'moves', case when v_fault is null then v_moves else '[]' end);
  end if;

  insert into public.extraction_status (id, name)
  select n.status_id, n.name from workers_internal.converted_names as n
  where n.conversion = v_conversion and not exists (select from public.extraction_status as s where s.id = n.status_id);
  with moved as (
    update public.extraction_queue as q set status_id = t.to_status
    from (select b.id, b.status_id as from_status, workers_internal.reverted_status(b, v_conversion) as to_status from public.extraction_queue as b) as t
    where t.id = q.id and t.to_status <> q.status_id
    returning q.id, t.from_status, t.to_status
  )
  insert into public.job_events (job_id, kind, from_status, to_status, reason)
  select m.id, 'converted', m.from_status, m.to_status, 'back to the older numbering of statuses' from moved as m;
  update public.extraction_status as s set name = n.name
  from workers_internal.converted_names as n where n.conversion = v_conversion and n.status_id = s.id;
  update workers_internal.status_conversions set reverted_at = now() where id = v_conversion;
  return jsonb_build_object('fault', null, 'moves', v_moves);
end $$;

create or replace function workers_internal.reverted_status(q public.extraction_queue, conversion bigint) returns integer
language sql stable set search_path = '' as $$
  select case
    when q.status_id = 4 then 5
    when q.status_id = 5 then 4
    when q.status_id = 3 and q.document_source = 'plan_cadastraux' then 5
    when q.status_id = 3 and exists (
      select from workers_internal.converted_rows as r where r.conversion = $2 and r.job_id = q.id and r.from_status = 6) then 6
    else q.status_id
  end
$$;
