-- workers_session_open: somebody signs in with a key.
-- Request: id and secret_sha256 (of the key), session_sha256, address, longest_seconds (after which it ends whatever happens), most (sessions of one key; the one that was used longest ago makes place).
-- Answer: {"key": as workers_key_make has it, or null, "why": "unknown" | "revoked" | "expired" where it is null, "ends_at"}.
-- Promise: the key is judged as workers_key_check judges it, and who signed in from where is written among the orders. Repeating it is one session.
create or replace function public.workers_session_open(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_checked constant json := public.workers_key_check(jsonb_build_object('id', request->>'id', 'secret_sha256', request->>'secret_sha256'));
  v_ends timestamptz;
begin
  if v_checked->'key' is null or json_typeof(v_checked->'key') = 'null' then
    return v_checked;
  end if;
  delete from public.access_sessions as s
  where s.id_sha256 in (select o.id_sha256 from public.access_sessions as o where o.ends_at <= v_now order by o.ends_at limit 100 for update skip locked);
  v_ends := least(v_now + make_interval(secs => (request->>'longest_seconds')::double precision), (v_checked->'key'->>'expires_at')::timestamptz);
  insert into public.access_sessions (id_sha256, key_id, address, opened_at, used_at, ends_at)
  values (request->>'session_sha256', request->>'id', request->>'address', v_now, v_now, v_ends)
  on conflict do nothing;
  if found then
    insert into public.access_calls (id, key_id, address, verb, request_sha256, opened_at, settled_at, status)
    values (gen_random_uuid(), request->>'id', request->>'address', 'sign_in', request->>'session_sha256', v_now, v_now, 200);
    delete from public.access_sessions as s
    where s.key_id = request->>'id' and s.id_sha256 <> request->>'session_sha256'
      and s.id_sha256 not in (
        select o.id_sha256 from public.access_sessions as o where o.key_id = request->>'id' and o.id_sha256 <> request->>'session_sha256'
        order by o.used_at desc, o.id_sha256 limit greatest((request->>'most')::integer - 1, 0));
  end if;
  return json_build_object('key', v_checked->'key', 'ends_at', (select s.ends_at from public.access_sessions as s where s.id_sha256 = request->>'session_sha256'));
end $$;
