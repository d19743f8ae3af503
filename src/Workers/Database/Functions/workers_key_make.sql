-- workers_key_make: writes a new key down.
-- Request: id (12 signs of a-z and 2-7), name, role ("reader" | "office" | "operator"), secret_sha256, by, expires_at, requests_per_minute (both may be left out).
-- Answer: {"key": {"id", "name", "role", "requests_per_minute", "made_by", "made_at", "expires_at", "revoked_at", "revoked_by", "last_used_at"}, or null where the id is another key's}.
-- Promise: repeating it makes one key; the secret itself never comes here.
create or replace function public.workers_key_make(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.access_keys;
begin
  insert into public.access_keys (id, name, role, secret_sha256, made_by, expires_at, requests_per_minute)
  values (request->>'id', request->>'name', request->>'role', request->>'secret_sha256', request->>'by', (request->>'expires_at')::timestamptz, (request->>'requests_per_minute')::integer)
  on conflict (id) do nothing;
  select k.* into v_key from public.access_keys as k where k.id = request->>'id' and k.secret_sha256 = request->>'secret_sha256';
  return json_build_object('key', case when v_key.id is not null then to_jsonb(v_key) - 'secret_sha256' end);
end $$;
