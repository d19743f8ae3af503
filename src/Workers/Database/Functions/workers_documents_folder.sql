-- workers_documents_folder: the id of the folder that holds this environment's documents.
-- Request: id, of the folder that the caller found or made; null only asks. Answer: {"id"}, null while no folder was named.
-- Promise: the first id that was named stays.
create or replace function public.workers_documents_folder(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  if request->>'id' is not null then
    insert into workers_internal.documents_folder (id) values (request->>'id') on conflict do nothing;
  end if;
  return jsonb_build_object('id', (select f.id from workers_internal.documents_folder as f));
end $$;
