-- workers_upload_piece: the next bytes of a file that is brought; asked before they are stored, and after.
-- Request: id, holder, seconds (of the lease, renewed), keep_seconds (how long the file may rest from now), start, bytes, path (of the object), is_stored.
-- Answer: {"is_held", "arrived", "is_left": they were stored, nothing tells of their object any more, and whoever stored it takes it away}: not held where the lease is another's, the file is not open any more, or these are not its next bytes; nothing is changed then.
-- Promise: bytes count when their object is stored, each once, in order. Repeating it is as once.
create or replace function public.workers_upload_piece(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_start constant bigint := (request->>'start')::bigint;
  v_bytes constant bigint := (request->>'bytes')::bigint;
  v_is_stored constant boolean := coalesce((request->>'is_stored')::boolean, false);
  v_upload public.document_uploads;
  v_is_left boolean;
begin
  -- Who is told that bytes arrived does not send them again.
  perform set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') in ('off', 'local');
  select u.* into v_upload from public.document_uploads as u where u.id = v_id for no key update;
  -- Whoever removes a file's pieces forgets those that it was told of, and one may have been stored since.
  v_is_left := v_is_stored and not exists (select from public.document_upload_pieces as p where p.upload_id = v_id and p.path = request->>'path');
  if v_upload.id is null or v_upload.state <> 'open' or v_upload.holder is distinct from (request->>'holder')::uuid then
    return json_build_object('is_held', false, 'arrived', coalesce(v_upload.arrived, 0), 'is_left', v_is_left);
  elsif v_is_stored and v_upload.arrived = v_start + v_bytes
    and exists (select from public.document_upload_pieces as p where p.upload_id = v_id and p.path = request->>'path' and p.start_at = v_start and p.is_stored)
  then
    return json_build_object('is_held', true, 'arrived', v_upload.arrived);
  elsif v_upload.arrived <> v_start or v_start + v_bytes > v_upload.bytes then
    return json_build_object('is_held', false, 'arrived', v_upload.arrived, 'is_left', v_is_left);
  end if;
  insert into public.document_upload_pieces (upload_id, path, start_at, bytes, is_stored) values (v_id, request->>'path', v_start, v_bytes, v_is_stored)
  on conflict (upload_id, path) do update set is_stored = excluded.is_stored;
  update public.document_uploads as u set
    arrived = case when v_is_stored then v_start + v_bytes else u.arrived end,
    held_until = v_now + make_interval(secs => (request->>'seconds')::double precision),
    ends_at = greatest(u.ends_at, v_now + make_interval(secs => (request->>'keep_seconds')::double precision))
  where u.id = v_id returning u.* into v_upload;
  return json_build_object('is_held', true, 'arrived', v_upload.arrived);
end $$;
