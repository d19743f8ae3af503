-- workers_upload_forget: pieces of a file that are out of the store, and at last the file itself.
-- Request: id, paths: [of pieces that are gone…], whole: the row too. Answer: {"forgotten": pieces, "is_gone": the row is}.
-- Promise: the row goes when no piece of it is left, and not while its file may still become a document's. Repeating it changes nothing.
create or replace function public.workers_upload_forget(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_id constant uuid := (request->>'id')::uuid;
  v_forgotten integer;
begin
  delete from public.document_upload_pieces as p where p.upload_id = v_id and p.path = any(array(select jsonb_array_elements_text(request->'paths')));
  get diagnostics v_forgotten = row_count;
  if coalesce((request->>'whole')::boolean, false) then
    delete from public.document_uploads as u where u.id = v_id and u.state not in ('open', 'storing')
      and not exists (select from public.document_upload_pieces as p where p.upload_id = v_id);
  end if;
  return json_build_object('forgotten', v_forgotten, 'is_gone', not exists (select from public.document_uploads as u where u.id = v_id));
end $$;
