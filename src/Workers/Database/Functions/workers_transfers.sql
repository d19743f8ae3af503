-- workers_transfers: what was sent to the model, out of the country.
-- Request: since, until (times; until is not included), dossier (its name, also of one that was purged), after_at and after_id (the last that was told), limit (1000; 5000 at the most).
-- Answer: {"transfers": [{"id", "at", "model", "endpoint", "dossier", "dossier_hash", "content_sha256", "kind", "job_id", "input_tokens", "is_settled"}…] in order of time, "more"}.
-- Promise: reads only. A question that was never settled may have been sent, so it is told; one from before the endpoint was written down has none.
create or replace function public.workers_transfers(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_hash constant text := workers_internal.dossier_hash(request->>'dossier');
  v_dossier constant text := workers_internal.dossier_of(request->>'dossier');
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 1000), 1), 5000);
  v_from constant timestamptz := greatest((request->>'since')::timestamptz, (request->>'after_at')::timestamptz);
begin
  return (
    with told as (
      select c.*, row_number() over (order by c.opened_at, c.id) as place from public.ocr_calls as c
      where (v_from is null or c.opened_at >= v_from) and (request->>'until' is null or c.opened_at < (request->>'until')::timestamptz)
        and (request->>'after_at' is null or (c.opened_at, c.id) > ((request->>'after_at')::timestamptz, (request->>'after_id')::uuid))
        and (v_dossier is null or c.dossier = v_dossier or c.dossier_hash = v_hash)
      order by c.opened_at, c.id limit v_limit + 1
    )
    select json_build_object('more', count(*) > v_limit, 'transfers', coalesce(json_agg(json_build_object(
      'id', t.id, 'at', t.opened_at, 'model', t.model, 'endpoint', t.endpoint, 'dossier', t.dossier, 'dossier_hash', coalesce(t.dossier_hash, workers_internal.dossier_hash(t.dossier)),
      'content_sha256', t.content_sha256, 'kind', t.kind, 'job_id', t.job_id, 'input_tokens', t.input_tokens, 'is_settled', t.settled_at is not null) order by t.place)
      filter (where t.place <= v_limit), '[]'))
    from told as t);
end $$;
