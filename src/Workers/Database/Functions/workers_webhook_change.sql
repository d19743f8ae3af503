-- workers_webhook_change: what an operator orders about the addresses that are told of documents.
-- Request: verb: 'make' with id, url, description, kinds (null: all), by, key_check; 'rotate' (a secret of the next generation; the former ones, four at the most, sign beside it for former_seconds), 'enable',
--   'disable' with why, 'remove', 'ping' (a trial), each with id; 'confirm' with key_check: this database may deliver from where it lies, by this key, and a history that came from elsewhere
--   becomes its own; most (endpoints, of 'make'; 50).
-- Answer: {"endpoint": as workers_webhooks has it, or null where there is none of that id, "delivery": id of the trial, "is_made": it was not there before, "refusal": 'key' | 'home' | 'many' where it was not carried out}.
-- Promise: making the same id again answers what is there.
create or replace function public.workers_webhook_change(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_verb constant text := request->>'verb';
  v_endpoint public.webhook_endpoints;
  v_refusal text;
  v_delivery uuid;
  v_made bigint := 0;
  v_now_at json;
  v_told json;
begin
  if v_verb = 'confirm' then
    perform workers_internal.adopt_foreign_history();
  end if;
  perform from workers_internal.webhooks as w for update;
  v_refusal := workers_internal.webhook_refusal(request->>'key_check');
  if v_verb = 'confirm' or (v_verb = 'make' and v_refusal = 'unused') then
    -- What another key signed for is nobody's any more.
    update public.webhook_endpoints as e set former_until = null from workers_internal.webhooks as w where w.key_check is distinct from request->>'key_check';
    update workers_internal.webhooks as w set key_check = request->>'key_check', home = workers_internal.home();
    v_refusal := null;
  end if;
  case v_verb
    when 'make' then
      if v_refusal is null and (select count(*) from public.webhook_endpoints) >= coalesce((request->>'most')::integer, 50) and not exists (select from public.webhook_endpoints as e where e.id = v_id) then
        v_refusal := 'many';
      end if;
      if v_refusal is not null then
        return json_build_object('endpoint', null, 'delivery', null, 'is_made', false, 'refusal', v_refusal);
      end if;
      -- Its first event is what happens from here on.
      v_now_at := public.workers_feed('{}');
      update workers_internal.webhooks as w set epoch = (v_now_at->>'epoch')::uuid, tx = (v_now_at->>'tx')::xid8, id = (v_now_at->>'id')::bigint where w.epoch is null;
      insert into public.webhook_endpoints (id, url, description, kinds, made_at, made_by)
      values (
        v_id, request->>'url', coalesce(request->>'description', ''),
        case when jsonb_typeof(request->'kinds') = 'array' then array(select jsonb_array_elements_text(request->'kinds')) end, v_now, request->>'by')
      on conflict do nothing;
      get diagnostics v_made = row_count;
    when 'rotate' then
      update public.webhook_endpoints as e set
        generation = e.generation + 1, former_from = case when e.former_until > v_now then greatest(e.former_from, e.generation - 3) else e.generation end,
        former_until = v_now + make_interval(secs => (request->>'former_seconds')::double precision) where e.id = v_id;
    when 'enable' then
      update public.webhook_endpoints as e set disabled_at = null, disabled_why = null where e.id = v_id;
    when 'disable' then
      update public.webhook_endpoints as e set disabled_at = v_now, disabled_why = left(request->>'why', 500) where e.id = v_id and e.disabled_at is null;
    when 'ping' then
      insert into public.webhook_deliveries (endpoint_id, kind, made_at, due_at) select e.id, 'ping', v_now, v_now from public.webhook_endpoints as e where e.id = v_id returning id into v_delivery;
    when 'remove' then
      select e.* into v_endpoint from public.webhook_endpoints as e where e.id = v_id;
      if v_endpoint.id is not null then
        v_told := workers_internal.webhook_told(v_endpoint);
        delete from public.webhook_endpoints as e where e.id = v_id;
        return json_build_object('endpoint', v_told, 'delivery', null, 'is_made', false, 'refusal', null);
      end if;
    when 'confirm' then
      null;
  end case;
  select e.* into v_endpoint from public.webhook_endpoints as e where e.id = v_id;
  return json_build_object('endpoint', case when v_endpoint.id is not null then workers_internal.webhook_told(v_endpoint) end, 'delivery', v_delivery, 'is_made', v_made > 0, 'refusal', null);
end $$;
