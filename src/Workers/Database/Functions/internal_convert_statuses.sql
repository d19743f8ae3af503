-- workers_internal.convert_statuses(apply): brings a queue numbered the older way (Erreur = 4, Extraction complété = 5, OCR en traitement = 6) to ours.
-- Input: whether to do it; without, only looks.
-- Output: {"fault": why it cannot be, "idle": why there is nothing to do, "moves": [{"from_status", "to_status", "document_source", "count"}…]}.
-- Promise: does nothing to any other numbering, nor while documents are held under a lease; one transaction; every change is
--   recorded for workers_internal.revert_statuses.
create or replace function workers_internal.convert_statuses(apply boolean) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_conversion bigint;
  v_moves jsonb;
  v_fault text;
begin
  lock table public.extraction_queue in share row exclusive mode;
  if workers_internal.status_fault() is null then
    return '{"idle": "extraction_status means what this program means: there is nothing to convert", "moves": []}';
  end if;
  v_fault := case
    when (select workers_internal.meaning(name) from public.extraction_status where id = 4) is distinct from 'erreur'
      or (select workers_internal.meaning(name) from public.extraction_status where id = 5) not in ('extractioncomplete', 'ocrcomplete')
      then format('this numbering is not known (%s); it must be converted by hand', workers_internal.status_fault())
    when exists (select from public.extraction_queue where status_id = 2 and lease_expires_at > workers_internal.clock())
      then 'documents are being worked on: stop the daemons of this environment first'
  end;
  select coalesce(jsonb_agg(jsonb_build_object('from_status', m.from_status, 'to_status', m.to_status, 'document_source', m.source, 'count', m.count)
    order by m.from_status, m.source), '[]') into v_moves
  from (
    select q.status_id as from_status, t.to_status, q.document_source::text as source, count(*) as count
    from public.extraction_queue as q, lateral (select workers_internal.converted_status(q.status_id, q.document_source::text) as to_status) as t
    where q.status_id in (4, 5, 6) group by 1, 2, 3
  ) as m;
  if v_fault is not null or not apply then
    return jsonb_build_object('fault', v_fault, 'moves', case when v_fault is null then v_moves else '[]' end);
  end if;

  insert into workers_internal.status_conversions default values returning id into v_conversion;
  insert into workers_internal.converted_names select v_conversion, s.id, s.name from public.extraction_status as s where s.id in (4, 5, 6);
  insert into workers_internal.converted_rows
  select v_conversion, q.id, q.status_id, workers_internal.converted_status(q.status_id, q.document_source::text)
  from public.extraction_queue as q where q.status_id in (4, 5, 6);
  with moved as (
    update public.extraction_queue as q set
      status_id = r.to_status,
      outcome = case r.to_status when 5 then coalesce(q.outcome, 'failed') end
    from workers_internal.converted_rows as r where r.conversion = v_conversion and r.job_id = q.id
    returning q.id, r.from_status, r.to_status
  )
  insert into public.job_events (job_id, kind, from_status, to_status, reason)
  select m.id, 'converted', m.from_status, m.to_status, 'from the older numbering of statuses' from moved as m;
  update public.extraction_status set name = case id when 4 then 'OCR_COMPLETE' else 'ERREUR' end where id in (4, 5);
  delete from public.extraction_status where id = 6;
  return jsonb_build_object('fault', null, 'moves', v_moves);
end $$;

create or replace function workers_internal.converted_status(status integer, source text) returns integer
language sql immutable set search_path = '' as $$
  select case status when 4 then 5 when 6 then 3 when 5 then case when source = 'plan_cadastraux' then 3 else 4 end else status end
$$;
