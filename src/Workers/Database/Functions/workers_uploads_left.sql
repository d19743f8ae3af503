-- workers_uploads_left: files that are brought no more, and what of them may still lie in the store.
-- Request: id, or dossier, or job_id, or none of them (those whose time is over and that nobody works on); limit (100; 500 at the most).
-- Answer: {"uploads": [{"id", "document_source", "object": of the whole file, null where a document or another upload has it}…]}. Their pieces are told by workers_upload_pieces.
-- Promise: from here on none of them becomes a document's: those that were open are dropped. Repeating it tells those that are not forgotten yet.
create or replace function public.workers_uploads_left(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 100), 1), 500);
  v_ids uuid[];
begin
  v_ids := array(
    select u.id from public.document_uploads as u
    where case
      when request->>'id' is not null then u.id = (request->>'id')::uuid
      when request->>'dossier' is not null then u.dossier = workers_internal.dossier_of(request->>'dossier')
      when request->>'job_id' is not null then u.job_id = (request->>'job_id')::uuid
      else u.ends_at <= v_now and (u.holder is null or u.held_until <= v_now) end
    order by u.id limit v_limit for no key update);
  update public.document_uploads as u set state = 'dropped', fault = coalesce(u.fault, 'its time is over, or it was purged') where u.id = any(v_ids) and u.state in ('open', 'storing');
  return json_build_object('uploads', coalesce((
    select json_agg(json_build_object(
      'id', u.id, 'document_source', u.document->>'document_source',
      'object', case when u.supabase_path is not null and u.state <> 'entered'
        and not exists (select from public.extraction_queue as q where q.supabase_path = u.supabase_path)
        and not exists (select from public.registre_consultations as c where c.supabase_path = u.supabase_path)
        and not exists (select from public.document_uploads as o where o.id <> u.id and o.supabase_path = u.supabase_path and o.state = 'storing') then u.supabase_path end) order by u.id)
    from public.document_uploads as u where u.id = any(v_ids)), '[]'));
end $$;
