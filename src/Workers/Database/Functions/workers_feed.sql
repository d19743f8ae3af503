-- workers_feed: what happened to documents since a place of the history, in an order in which nothing appears later.
-- Request: epoch, tx and id (of the place after which to go on; without tx nothing but the present place is told: never one before what was pruned or adopted), limit (1 to 500; 500).
-- Answer: {"epoch", "tx", "id": the place up to which all is told, "events": [{"tx", "id", "job_id", "at", "kind", "from_status", "to_status", "document": its present
--   {"source", "number", "dossier", "status", "outcome"}, null where its row is gone}…], "more", "gone": the place is none of this database's, or something after it was pruned: then the
--   present place is told and no event}.
-- Promise: reads only. Events of transactions that run wait until every older transaction of the server has ended; what was told up to a place stays all that there is before it.
create or replace function public.workers_feed(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_head constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 500), 1), 500);
  v_tx constant xid8 := (request->>'tx')::xid8;
  v_id constant bigint := coalesce((request->>'id')::bigint, 0);
  v_feed workers_internal.feed;
  v_gone boolean;
  v_events json;
  v_count bigint;
  v_last_tx xid8;
  v_last_id bigint;
begin
  select f.* into v_feed from workers_internal.feed as f;
  v_gone := v_tx is not null and ((request->>'epoch')::uuid is distinct from v_feed.epoch
    or (v_tx, v_id) < (v_feed.kept_tx, v_feed.kept_id) or v_tx > pg_snapshot_xmax(pg_current_snapshot()));
  if v_tx is null or v_gone then
    return json_build_object(
      'epoch', v_feed.epoch, 'tx', greatest(v_head, v_feed.kept_tx)::text::numeric, 'id', case when v_feed.kept_tx >= v_head then v_feed.kept_id else 0 end,
      'events', '[]'::json, 'more', false, 'gone', v_gone);
  end if;

  with page as (
    select e.tx, e.id, e.job_id, e.at, e.kind, e.from_status, e.to_status, row_number() over (order by e.tx, e.id) as place
    from (
      select f.* from public.job_events as f where (f.tx, f.id) > (v_tx, v_id) and f.tx < v_head order by f.tx, f.id limit v_limit + 1) as e
  )
  select count(*), (array_agg(p.tx) filter (where p.place = v_limit))[1], max(p.id) filter (where p.place = v_limit), json_agg(json_build_object(
      'tx', p.tx::text::numeric, 'id', p.id, 'job_id', p.job_id, 'at', p.at, 'kind', left(p.kind, 100), 'from_status', p.from_status, 'to_status', p.to_status,
      'document', case when q.id is not null then json_build_object(
        'source', left(q.document_source::text, 100), 'number', left(q.document_number::text, 200), 'dossier', workers_internal.dossier_of(q.dossier), 'status', q.status_id, 'outcome', left(q.outcome, 100)) end)
      order by p.place) filter (where p.place <= v_limit)
  into v_count, v_last_tx, v_last_id, v_events
  from page as p left join public.extraction_queue as q on q.id = p.job_id;
  if v_count > v_limit then
    return json_build_object('epoch', v_feed.epoch, 'tx', v_last_tx::text::numeric, 'id', v_last_id, 'events', v_events, 'more', true, 'gone', false);
  end if;
  -- A place ahead of this answer's snapshot stays where it is.
  v_last_tx := case when v_tx > v_head then v_tx else v_head end;
  return json_build_object(
    'epoch', v_feed.epoch, 'tx', v_last_tx::text::numeric, 'id', case when v_last_tx = v_tx then v_id else 0 end, 'events', coalesce(v_events, '[]'::json), 'more', false, 'gone', false);
end $$;
