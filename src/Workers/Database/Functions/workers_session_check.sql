-- workers_session_check: whose session a browser shows.
-- Request: session_sha256, idle_seconds (after so long without a look it has ended), listens: true of what a page does by itself, which is no look.
-- Answer: {"key": as workers_key_make has it, or null, "why": "unknown" | "revoked" | "expired" where it is null, "ends_at"}.
-- Promise: a session serves as long as its key does, no longer. The last use, by a person, is written once a minute at the most, and waits for nobody.
create or replace function public.workers_session_check(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_session public.access_sessions;
  v_key public.access_keys;
  v_why text;
begin
  select s.* into v_session from public.access_sessions as s where s.id_sha256 = request->>'session_sha256';
  select k.* into v_key from public.access_keys as k where k.id = v_session.key_id;
  v_why := case
    when v_session.id_sha256 is null or v_key.id is null then 'unknown'
    when v_key.revoked_at is not null then 'revoked'
    when v_key.expires_at <= v_now or v_session.ends_at <= v_now
      or v_session.used_at <= v_now - make_interval(secs => (request->>'idle_seconds')::double precision) then 'expired' end;
  if v_why is not null then
    return json_build_object('key', null, 'why', v_why);
  end if;
  if v_session.used_at < v_now - interval '1 minute' and not coalesce((request->>'listens')::boolean, false) then
    update public.access_sessions as s set used_at = v_now
    where s.id_sha256 in (select l.id_sha256 from public.access_sessions as l where l.id_sha256 = v_session.id_sha256 for no key update skip locked);
    update public.access_keys as k set last_used_at = v_now
    where k.id in (select l.id from public.access_keys as l where l.id = v_key.id for no key update skip locked);
    v_key.last_used_at := v_now;
  end if;
  return json_build_object('key', to_jsonb(v_key) - 'secret_sha256', 'ends_at', v_session.ends_at);
end $$;
