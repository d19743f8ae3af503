-- workers_purge_look: what a purge would take, and what it must leave.
-- Request: ids: [id…], or dossier; after (an id; those behind it), limit (100; 1000 at the most). Without both ids and dossier: the purges that have begun and are not over.
-- Answer: {"documents": [{"id", "status_id", "document_source", "document_number", "dossier", "fault", "begun", "finished_at", "receipt", "stored", "shared_with", "cad", "usd",
--   "rows": {"history", "purchases", "calls", "pages", "reviews"}}…] in the order of their ids, "more"}.
--   fault: why it cannot be purged now; shared_with: a document that is not among these and has the same content, so that object and page readings stay.
-- Promise: reads only.
create or replace function public.workers_purge_look(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_dossier constant text := workers_internal.dossier_of(request->>'dossier');
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 100), 1), 1000);
  v_after constant uuid := coalesce((request->>'after')::uuid, '00000000-0000-0000-0000-000000000000');
  v_ids uuid[];
begin
  v_ids := array(
    select i.id from (
      select jsonb_array_elements_text(nullif(request->'ids', 'null'))::uuid as id
      union select q.id from public.extraction_queue as q where v_dossier is not null and workers_internal.dossier_of(q.dossier) = v_dossier
      union select c.job_id from public.registre_consultations as c where v_dossier is not null and c.dossier = v_dossier
        and not exists (select from public.extraction_queue as q where q.id = c.job_id)
      union select c.job_id from public.ocr_calls as c where v_dossier is not null and c.dossier = v_dossier
        and not exists (select from public.extraction_queue as q where q.id = c.job_id)
      union select p.job_id from public.document_purges as p where p.finished_at is null and v_dossier is null and nullif(request->'ids', 'null') is null
    ) as i where i.id > v_after order by i.id limit v_limit + 1);
  return json_build_object('more', cardinality(v_ids) > v_limit, 'documents', coalesce((
    select json_agg(json_build_object(
      'id', i.id, 'status_id', q.status_id, 'document_source', q.document_source::text, 'document_number', left(q.document_number, 100), 'dossier', q.dossier,
      'fault', case when p.finished_at is null then workers_internal.purge_fault(i.id) end,
      'begun', p.job_id is not null, 'finished_at', p.finished_at, 'receipt', p.receipt,
      'stored', q.supabase_path is not null,
      'shared_with', s.other,
      'cad', (select coalesce(sum(c.price_cad), 0) from public.registre_consultations as c where c.job_id = i.id and c.submitting_at is not null),
      'usd', (select coalesce(sum(coalesce(c.cost_usd, c.estimated_usd)), q.ocr_cost_usd, 0) from public.ocr_calls as c where c.job_id = i.id),
      'rows', json_build_object(
        'history', (select count(*) from public.job_events as e where e.job_id = i.id),
        'purchases', (select count(*) from public.registre_consultations as c where c.job_id = i.id),
        'calls', (select count(*) from public.ocr_calls as c where c.job_id = i.id),
        'pages', (select count(*) from public.ocr_pages as o where o.content_sha256 = q.content_sha256),
        'reviews', (select count(*) from public.ocr_reviews as r where r.job_id = i.id))) order by i.id)
    from unnest(v_ids[:v_limit]) as i(id)
    left join public.extraction_queue as q on q.id = i.id
    left join public.document_purges as p on p.job_id = i.id
    left join (
      select m.id, min(o.id::text)::uuid as other from public.extraction_queue as m
      join public.extraction_queue as o on o.content_sha256 = m.content_sha256 and o.id <> all(v_ids)
      where m.id = any(v_ids) group by 1) as s on s.id = i.id), '[]'));
end $$;
