-- workers_upload_end: a file that is not brought in after all.
-- Request: id, key_id (whose it must be) or any_key: true, holder (who has the lease; left out, nobody may have it), state: "refused" (what came is none that is taken) or "dropped" (nobody wants it), fault. Answer: {"upload": as it is now, or null, "is_ended"}.
-- Promise: what a document has stays; repeating it changes nothing. What of it lies in the store is told by workers_uploads_left.
create or replace function public.workers_upload_end(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_holder constant uuid := (request->>'holder')::uuid;
  v_any constant boolean := coalesce((request->>'any_key')::boolean, false);
  v_upload public.document_uploads;
begin
  update public.document_uploads as u set state = request->>'state', fault = left(request->>'fault', 1000)
  where u.id = (request->>'id')::uuid and (v_any or u.key_id is not distinct from request->>'key_id') and u.state in ('open', 'storing')
    and case when v_holder is null then u.holder is null or u.held_until <= v_now else u.holder = v_holder end;
  select u.* into v_upload from public.document_uploads as u where u.id = (request->>'id')::uuid and (v_any or u.key_id is not distinct from request->>'key_id');
  return json_build_object('upload', case when v_upload.id is not null then workers_internal.upload(v_upload) end, 'is_ended', coalesce(v_upload.state in ('refused', 'dropped'), false));
end $$;
