-- workers_call_open: writes an order that came over the network down before it is carried out.
-- Request: id (of this try), key_id, address, verb, document_id, idempotency_key (a hash of the caller's; both may be left out), request_sha256, key_name, about (what it concerns, in words; both may be left out), busy_seconds (after which a try without an end counts as cut off; 60),
--   may_repeat (carrying it out twice is as once), unknown (what is answered where a try was cut off that may not be repeated).
-- Answer: {"state": "open" | "kept" | "other" | "busy", "status", "answer"}: carry it out; it was, and this was answered; the idempotency_key was another request's; another try of it runs.
-- Promise: under one idempotency_key of one key one try runs at a time, and an answer is kept for a day. Repeating it with the same id is open again.
create or replace function public.workers_call_open(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_day constant interval := '1 day';
  v_call public.access_calls;
begin
  -- What is older than a day is free again, a few at each call.
  update public.access_calls as c set idempotency_key = null, answer = null
  where c.key_id = request->>'key_id' and c.idempotency_key = request->>'idempotency_key' and c.opened_at < v_now - v_day;
  update public.access_calls as c set idempotency_key = null, answer = null
  where c.id in (select o.id from public.access_calls as o where o.idempotency_key is not null and o.opened_at < v_now - v_day order by o.opened_at limit 20 for update skip locked);
  insert into public.access_calls (id, key_id, address, verb, document_id, idempotency_key, request_sha256, opened_at, key_name, about)
  values (v_id, request->>'key_id', request->>'address', request->>'verb', (request->>'document_id')::uuid, request->>'idempotency_key', request->>'request_sha256', v_now, left(request->>'key_name', 100), left(request->>'about', 600))
  on conflict do nothing;
  if found then
    return json_build_object('state', 'open');
  end if;
  select c.* into v_call from public.access_calls as c where c.id = v_id or (c.key_id = request->>'key_id' and c.idempotency_key = request->>'idempotency_key') for update;
  if v_call.id is null then
    -- It was given up between the two: the next try finds the place free.
    return json_build_object('state', 'busy');
  elsif v_call.request_sha256 <> request->>'request_sha256' then
    return json_build_object('state', 'other');
  elsif v_call.settled_at is not null then
    return json_build_object('state', 'kept', 'status', v_call.status, 'answer', v_call.answer);
  elsif v_call.id <> v_id and v_call.opened_at > v_now - make_interval(secs => coalesce((request->>'busy_seconds')::numeric, 60)::double precision) then
    return json_build_object('state', 'busy');
  end if;
  if v_call.id <> v_id and not coalesce((request->>'may_repeat')::boolean, false) then
    update public.access_calls as c set settled_at = v_now, status = 409, answer = request->>'unknown' where c.id = v_call.id;
    return json_build_object('state', 'kept', 'status', 409, 'answer', request->>'unknown');
  end if;
  update public.access_calls as c set id = v_id, address = request->>'address', opened_at = v_now where c.id = v_call.id;
  return json_build_object('state', 'open');
end $$;
