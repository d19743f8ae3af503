-- workers_key_revoke: a key serves no more.
-- Request: id, by. Answer: {"key": as workers_key_make has it, or null where there is none}.
-- Promise: who revoked it first, and when, stays; repeating it changes nothing.
create or replace function public.workers_key_revoke(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.access_keys;
begin
  update public.access_keys as k set revoked_at = workers_internal.clock(), revoked_by = request->>'by' where k.id = request->>'id' and k.revoked_at is null;
  select k.* into v_key from public.access_keys as k where k.id = request->>'id';
  return json_build_object('key', case when v_key.id is not null then to_jsonb(v_key) - 'secret_sha256' end);
end $$;
