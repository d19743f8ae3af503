-- workers_webhooks_fan: makes the deliveries of what has happened since the last call.
-- Request: key_check, limit (events at once; 500). Answer: {"refusal": as workers_internal.webhook_refusal has it, "made": deliveries, "more": true where more has happened}.
-- Promise: each event becomes one delivery for each enabled endpoint that wants it and was there before it was over, once, whoever calls and however often; where another server is at it, nothing.
create or replace function public.workers_webhooks_fan(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_refusal constant text := workers_internal.webhook_refusal(request->>'key_check');
  v_now constant timestamptz := workers_internal.clock();
  v_place workers_internal.webhooks;
  v_page json;
  v_made bigint := 0;
begin
  if v_refusal is not null then
    return json_build_object('refusal', v_refusal, 'made', 0, 'more', false);
  end if;
  select w.* into v_place from workers_internal.webhooks as w for update skip locked;
  if not found then
    return json_build_object('refusal', null, 'made', 0, 'more', false);
  end if;
  v_page := public.workers_feed(jsonb_build_object('epoch', v_place.epoch, 'tx', v_place.tx::text, 'id', v_place.id, 'limit', request->'limit'));
  insert into public.webhook_deliveries (endpoint_id, job_id, event_id, event, kind, made_at, due_at)
  select w.id, (e.value->>'job_id')::uuid, (e.value->>'id')::bigint, e.value::jsonb, left('document.' || (e.value->>'kind'), 100), v_now, v_now
  from json_array_elements(v_page->'events') as e
  join public.webhook_endpoints as w on w.disabled_at is null and not pg_visible_in_snapshot((e.value->>'tx')::xid8, w.made_in) and (w.kinds is null or 'document.' || (e.value->>'kind') = any(w.kinds))
  where not exists (select from public.document_purges as p where p.job_id = (e.value->>'job_id')::uuid)
  on conflict do nothing;
  get diagnostics v_made = row_count;
  update workers_internal.webhooks as w set
    epoch = (v_page->>'epoch')::uuid, tx = (v_page->>'tx')::xid8, id = (v_page->>'id')::bigint, lost_at = case when (v_page->>'gone')::boolean then v_now else w.lost_at end
  where (w.epoch, w.tx, w.id) is distinct from ((v_page->>'epoch')::uuid, (v_page->>'tx')::xid8, (v_page->>'id')::bigint);
  return json_build_object('refusal', null, 'made', v_made, 'more', (v_page->>'more')::boolean);
end $$;
