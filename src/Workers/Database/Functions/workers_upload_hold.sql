-- workers_upload_hold: the lease under which one process at a time works on a file that is brought.
-- Request: id, key_id (whose it must be), holder, seconds, or release: true. Answer: {"is_held": by this holder, "upload": as it is now, or null}.
-- Promise: one holder at a time; a lease that ended is free. Repeating it renews it; giving back what is not held changes nothing.
create or replace function public.workers_upload_hold(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_holder constant uuid := (request->>'holder')::uuid;
  v_releases constant boolean := coalesce((request->>'release')::boolean, false);
  v_upload public.document_uploads;
begin
  update public.document_uploads as u set
    holder = case when v_releases then null else v_holder end,
    held_until = case when v_releases then null else v_now + make_interval(secs => (request->>'seconds')::double precision) end
  where u.id = (request->>'id')::uuid and u.key_id is not distinct from request->>'key_id'
    and case when v_releases then u.holder = v_holder else u.state in ('open', 'storing') and u.ends_at > v_now and (u.holder is null or u.holder = v_holder or u.held_until <= v_now) end
  returning u.* into v_upload;
  if found then
    return json_build_object('is_held', not v_releases, 'upload', workers_internal.upload(v_upload));
  end if;
  select u.* into v_upload from public.document_uploads as u where u.id = (request->>'id')::uuid and u.key_id is not distinct from request->>'key_id';
  return json_build_object('is_held', false, 'upload', case when v_upload.id is not null then workers_internal.upload(v_upload) end);
end $$;
