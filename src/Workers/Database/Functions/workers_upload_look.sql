-- workers_upload_look: how far a file is that somebody brings.
-- Request: id, key_id (whose it must be). Answer: {"upload": see workers_internal.upload, or null}. Promise: reads only; another key's is null.
create or replace function public.workers_upload_look(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('upload', (
    select workers_internal.upload(u) from public.document_uploads as u where u.id = (request->>'id')::uuid and u.key_id is not distinct from request->>'key_id'))
$$;
