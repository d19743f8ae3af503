-- workers_uploads_left: files that are brought no more, and what of them may still lie in the store.
-- Request: id, or dossier, or job_id, or none of them (those whose time is over and that nobody works on); after (an id; those behind it), limit (100; 500 at the most).
-- Answer: {"uploads": [{"id", "document_source", "object"}…]} in the order of their ids. object: asked for one by its id, where its whole file lies, to be removed within ten
--   minutes and then forgotten; null where a document or another upload has it. Their pieces are told by workers_upload_pieces.
-- Promise: from here on none of them becomes a document's: those that were open are dropped. While an object is to be removed nobody else brings the same file. Repeating it
--   tells those that are not forgotten yet.
create or replace function public.workers_uploads_left(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 100), 1), 500);
  v_after constant uuid := coalesce((request->>'after')::uuid, '00000000-0000-0000-0000-000000000000');
  v_ids uuid[];
  v_object text;
begin
  v_ids := array(
    select u.id from public.document_uploads as u
    where u.id > v_after and case
      when request->>'id' is not null then u.id = (request->>'id')::uuid
      when request->>'dossier' is not null then u.dossier = workers_internal.dossier_of(request->>'dossier')
      when request->>'job_id' is not null then u.job_id = (request->>'job_id')::uuid
      else u.ends_at <= v_now and (u.holder is null or u.held_until <= v_now) and (u.putting_until is null or u.putting_until <= v_now) end
    order by u.id limit v_limit for no key update);
  update public.document_uploads as u set state = 'dropped', fault = coalesce(u.fault, 'its time is over, or it was purged') where u.id = any(v_ids) and u.state in ('open', 'storing');
  if request->>'id' is not null then
    select u.supabase_path into v_object from public.document_uploads as u where u.id = any(v_ids) and u.state <> 'entered';
  end if;
  if v_object is not null then
    perform pg_advisory_xact_lock(hashtextextended('workers object ' || v_object, 0));
    if exists (select from public.extraction_queue as q where q.supabase_path = v_object)
      or exists (select from public.registre_consultations as c where c.supabase_path = v_object)
      or exists (select from public.document_uploads as o where o.id <> all(v_ids) and o.supabase_path = v_object and o.state = 'storing')
    then
      v_object := null;
    end if;
    update public.document_uploads as u set removing_until = case when v_object is not null then v_now + interval '10 minutes' end where u.id = any(v_ids);
  end if;
  return json_build_object('uploads', coalesce((
    select json_agg(json_build_object('id', u.id, 'document_source', u.document->>'document_source', 'object', v_object) order by u.id)
    from public.document_uploads as u where u.id = any(v_ids)), '[]'));
end $$;
