-- workers_key_check: whether a key that was shown is one of this environment's.
-- Request: id, secret_sha256. Answer: {"key": as workers_key_make has it, or null, "why": "unknown" | "revoked" | "expired" where it is null}.
-- Promise: why a key does not serve is told only to who has its secret. The last use is written once a minute at the most, and waits for nobody.
create or replace function public.workers_key_check(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_key public.access_keys;
  v_why text;
begin
  select k.* into v_key from public.access_keys as k where k.id = request->>'id' and k.secret_sha256 = request->>'secret_sha256';
  v_why := case when v_key.id is null then 'unknown' when v_key.revoked_at is not null then 'revoked' when v_key.expires_at <= v_now then 'expired' end;
  if v_why is not null then
    return json_build_object('key', null, 'why', v_why);
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < v_now - interval '1 minute' then
    update public.access_keys as k set last_used_at = v_now
    where k.id in (select l.id from public.access_keys as l where l.id = v_key.id for no key update skip locked);
    v_key.last_used_at := v_now;
  end if;
  return json_build_object('key', to_jsonb(v_key) - 'secret_sha256');
end $$;
