-- workers_dead_letters: what ended as an error, by its outcome and kind.
-- Request: filter (see workers_internal.document_condition). Answer: {"groups": [{"outcome", "source", "documents", "stored", "oldest", "latest", "sample": id, "error": of the latest}…]},
--   the most first. Promise: reads only.
create or replace function public.workers_dead_letters(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_groups json;
begin
  execute format($query$
    with grouped as (
      select coalesce(q.outcome, 'failed') as outcome, q.document_source::text as source, count(*) as documents, count(q.supabase_path) as stored,
        min(coalesce(q.updated_at, q.created_at, q.available_at)) as oldest, max(coalesce(q.updated_at, q.created_at, q.available_at)) as latest,
        (array_agg(q.id order by coalesce(q.updated_at, q.created_at, q.available_at) desc, q.id))[1] as sample
      from public.extraction_queue as q where q.status_id = 5 and %s group by 1, 2
    )
    select json_agg(json_build_object('outcome', g.outcome, 'source', g.source, 'documents', g.documents, 'stored', g.stored, 'oldest', g.oldest, 'latest', g.latest, 'sample', g.sample,
      'error', (select left(workers_internal.cause(q.id, coalesce(q.error_message, q.ocr_error)), 300) from public.extraction_queue as q where q.id = g.sample)) order by g.documents desc, g.outcome, g.source)
    from grouped as g
    $query$, workers_internal.document_condition(coalesce(request->'filter', '{}'))) into v_groups;
  return json_build_object('groups', coalesce(v_groups, '[]'));
end $$;
