-- workers_session_close: somebody signs out.
-- Request: session_sha256, address.
-- Answer: {"closed": bool}; false where there was none.
-- Promise: the session serves no more, and who signed out is written among the orders. Repeating it changes nothing.
create or replace function public.workers_session_close(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_key text;
begin
  delete from public.access_sessions as s where s.id_sha256 = request->>'session_sha256' returning s.key_id into v_key;
  if v_key is not null then
    insert into public.access_calls (id, key_id, address, verb, request_sha256, opened_at, settled_at, status)
    values (gen_random_uuid(), v_key, request->>'address', 'sign_out', request->>'session_sha256', v_now, v_now, 200);
  end if;
  return json_build_object('closed', v_key is not null);
end $$;
