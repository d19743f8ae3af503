-- workers_upload_forget: pieces of a file that are out of the store, its object, and at last the file itself.
-- Request: id, paths: [of pieces that are gone…], is_object_gone: where the whole file lay nothing of it is left, or it is another's; whole: the row too.
-- Answer: {"forgotten": pieces, "is_gone": the row is}.
-- Promise: the row goes when no piece of it is left, and not while its file may still become a document's. Until nobody may put the file into the store any more a row stays that
--   tells where, without what tells of the document; retention asks for it again. Repeating it changes nothing.
create or replace function public.workers_upload_forget(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_forgotten integer;
begin
  delete from public.document_upload_pieces as p where p.upload_id = v_id and p.path = any(array(select jsonb_array_elements_text(request->'paths')));
  get diagnostics v_forgotten = row_count;
  if coalesce((request->>'is_object_gone')::boolean, false) then
    update public.document_uploads as u set supabase_path = case when u.putting_until > v_now then u.supabase_path end, removing_until = null
    where u.id = v_id and u.state in ('refused', 'dropped');
  end if;
  if coalesce((request->>'whole')::boolean, false) then
    perform workers_internal.upload_forget(array[v_id]);
  end if;
  return json_build_object('forgotten', v_forgotten, 'is_gone', not exists (select from public.document_uploads as u where u.id = v_id));
end $$;
