-- workers_consultation_store: the bytes are in the environment's document store (received→stored).
-- Request: id, supabase_path, content_sha256. Answer: {"done": bool}.
-- Promise: true again for the same object; the row names the object whose key contains these bytes' SHA-256.
create or replace function public.workers_consultation_store(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  update public.registre_consultations as c set
    state = 'stored',
    stored_at = coalesce(c.stored_at, workers_internal.clock()),
    supabase_path = request->>'supabase_path',
    local_path = null
  where c.id = (request->>'id')::uuid
    and c.content_sha256 = request->>'content_sha256'
    and (c.state = 'received' or (c.state = 'stored' and c.supabase_path = request->>'supabase_path'));
  return jsonb_build_object('done', found);
end $$;
