-- workers_purged: which of these ids belong to documents that were purged, or whose purge has begun.
-- Request: ids: [id…] (names of files: documents, purchases, doubts). Answer: {"ids": [id…], "last_at": when the last purge ended, null of none}.
-- Promise: reads only.
create or replace function public.workers_purged(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object(
    'ids', coalesce((
      select json_agg(distinct t.id) from public.document_purges as p cross join lateral unnest(p.traces) as t(id)
      where p.traces && array(select jsonb_array_elements_text(request->'ids')::uuid) and t.id = any(array(select jsonb_array_elements_text(request->'ids')::uuid))), '[]'),
    'last_at', (select max(p.finished_at) from public.document_purges as p))
$$;
