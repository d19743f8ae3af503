-- workers_upload_pieces: where the bytes of a file lie that is brought, in their order.
-- Request: id, after (where the last one began that was told; left out at first), stored_only, limit (500; 1000 at the most). Answer: {"pieces": [{"path", "start", "bytes"}…]}.
-- Promise: reads only. Without stored_only those too that were written down and may lie in the store or not.
create or replace function public.workers_upload_pieces(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('pieces', coalesce((
    select json_agg(json_build_object('path', t.path, 'start', t.start_at, 'bytes', t.bytes) order by t.start_at, t.path) from (
      select p.* from public.document_upload_pieces as p
      where p.upload_id = (request->>'id')::uuid and p.start_at > coalesce((request->>'after')::bigint, -1)
        and (p.is_stored or not coalesce((request->>'stored_only')::boolean, false))
      order by p.start_at, p.path limit least(greatest(coalesce((request->>'limit')::integer, 500), 1), 1000)) as t), '[]'))
$$;
