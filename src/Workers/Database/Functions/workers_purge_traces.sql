-- workers_purge_traces: where a document whose purge has begun lies outside the database.
-- Request: id. Answer: {"fault": why it cannot go on now, or null; "document_source", "supabase_paths": of its objects that no other document has; "kept_for": the document
--   that has one of them too, "traces": ids under which files may lie on a disk (its own, its purchases', its doubts'), "purchases": [id…], "accounts": [code…],
--   "numbers": [its number as it may stand in an invoice's line…], "orders": [ids of operators' orders whose reason names it…]}.
-- Promise: keeps the traces in the purge's row, for other machines; changes nothing else. Waits (fault) while a document is being bought that may just have been told to use the same object,
--   and while the same file is being put into the store.
create or replace function public.workers_purge_traces(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_id constant uuid := (request->>'id')::uuid;
  v_row public.extraction_queue;
  v_numbers text[];
  v_paths text[];
  v_heir uuid;
  v_fault text;
  v_traces uuid[];
begin
  select q.* into v_row from public.extraction_queue as q where q.id = v_id;
  v_numbers := workers_internal.numbers_of(v_id);
  -- Each purchase that was stored made an object; a later one took its place in the row.
  v_paths := array(
    select v_row.supabase_path where v_row.supabase_path is not null
    union select c.supabase_path from public.registre_consultations as c where c.job_id = v_id and c.supabase_path is not null order by 1);
  perform pg_advisory_xact_lock(hashtextextended('workers object ' || o.path, 0)) from unnest(v_paths) as o(path);
  v_fault := coalesce(
    case when not exists (select from public.document_purges as p where p.job_id = v_id and p.finished_at is null) then 'no purge of it has begun, or it is over' end,
    workers_internal.purge_fault(v_id),
    (select format('the bulk change %s names it and still runs: wait for its end, or cancel it', b.id) from public.bulk_changes as b
      where b.state = 'running' and workers_internal.bulk_names(b, workers_internal.dossier_of(v_row.dossier), v_numbers) limit 1),
    (select format('%s is being bought and may share its purchase: try again when it has ended', q.id) from public.extraction_queue as q
      where q.status_id = 2 and q.stage = 'download' and workers_internal.bare_number(q.document_number) = any(v_numbers) limit 1),
    (select format('its file is being brought in again (%s): try again when that has ended', u.id) from public.document_uploads as u
      where u.supabase_path = any(v_paths) and u.putting_until > workers_internal.clock() limit 1));
  if v_fault is not null then
    return json_build_object('fault', v_fault, 'traces', '[]'::json, 'purchases', '[]'::json, 'accounts', '[]'::json, 'numbers', '[]'::json,
      'supabase_paths', '[]'::json, 'orders', '[]'::json);
  end if;
  select min(q.id::text)::uuid into v_heir from public.extraction_queue as q where q.id <> v_id and q.supabase_path = any(v_paths);
  v_traces := array(
    select v_id union select c.id from public.registre_consultations as c where c.job_id = v_id union select r.id from public.ocr_reviews as r where r.job_id = v_id);
  update public.document_purges as p set traces = array(select distinct t from unnest(p.traces || v_traces) as t order by 1) where p.job_id = v_id returning p.traces into v_traces;
  return json_build_object(
    'fault', null, 'document_source', v_row.document_source::text,
    'supabase_paths', coalesce((
      select json_agg(o.path order by o.path) from unnest(v_paths) as o(path)
      where not exists (select from public.extraction_queue as q where q.id <> v_id and q.supabase_path = o.path)
        and not exists (select from public.registre_consultations as c where c.job_id <> v_id and c.supabase_path = o.path)), '[]'),
    -- The former release asks for one.
    'supabase_path', (
      select min(o.path) from unnest(v_paths) as o(path)
      where not exists (select from public.extraction_queue as q where q.id <> v_id and q.supabase_path = o.path)
        and not exists (select from public.registre_consultations as c where c.job_id <> v_id and c.supabase_path = o.path)),
    'kept_for', v_heir, 'traces', to_json(v_traces),
    'purchases', coalesce((select json_agg(c.id order by c.id) from public.registre_consultations as c where c.job_id = v_id), '[]'),
    'accounts', coalesce((select json_agg(distinct c.account) from public.registre_consultations as c where c.job_id = v_id and c.account <> ''), '[]'),
    'numbers', to_json(v_numbers),
    'orders', coalesce((
      select json_agg(s.id order by s.id) from public.steering as s
      where s.why is not null and workers_internal.text_names(s.why, workers_internal.dossier_of(v_row.dossier), array(select n from unnest(v_numbers) as n where length(n) > 2))), '[]'));
end $$;
