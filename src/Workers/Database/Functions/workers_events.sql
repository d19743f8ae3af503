-- workers_events: one document, all that happened to it, and what it waits for.
-- Request: id. Answer: {"document": row without its texts, and with the beginning of what is far longer than any of ours, or null; "events": [the last 5000, oldest first…]; "blocked_by": text, or null when nothing
--   blocks it; "ready_for": the stage for which a worker could claim it now, or null;
--   "purchases": [consultation…] of it, oldest first, "reviews": {"open", "refused", "items", "pages": [that have an open or a refused one…]} of its present reading}.
-- Promise: reads only.
create or replace function public.workers_events(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_row public.extraction_queue;
  v_turn timestamp;
  v_blocked text;
  v_ready text;
begin
  select q.* into v_row from public.extraction_queue as q where q.id = (request->>'id')::uuid;
  v_turn := (v_row.available_at at time zone 'UTC') - least(greatest(v_row.priority, -100000), 100000) * interval '10 minutes';
  v_blocked := case
    when v_row.id is null or v_row.status_id in (4, 5) then null
    when (v_row.document_source in ('index', 'acte', 'plan_cadastraux')) is not true then
      format('its document_source is %s, which this program does not know: nobody takes it', coalesce(quote_literal(v_row.document_source::text), 'null'))
    when v_row.status_id not in (1, 2, 3) then format('its status_id is %s, which this program does not know: nobody takes it', v_row.status_id)
    when v_row.status_id = 3 and v_row.document_source = 'plan_cadastraux' then null
    when v_row.status_id = 2 and v_row.lease_expires_at is null then 'left at 2 by an older system; rescued ten minutes after it was last touched'
    when v_row.status_id = 2 then format('held by %s until %s, renewed while it works', v_row.worker_id, workers_internal.told(v_row.lease_expires_at))
    when exists (select from workers_internal.refused_rows as r where r.job_id = v_row.id and r.until > v_now) then (
      select format('the database refuses to have it updated (%s); it is tried again at %s', r.said, workers_internal.told(r.until)) from workers_internal.refused_rows as r where r.job_id = v_row.id)
    when v_row.available_at > v_now then format('not before %s', workers_internal.told(v_row.available_at)) || coalesce((
      select ': ' || e.reason from (select l.* from public.job_events as l where l.job_id = v_row.id order by l.id desc limit 1) as e
      where e.details->>'reason' = 'over_budget'), '')
    when v_row.status_id = 1 and v_row.machine_id is not null and v_row.pinned_until > v_now then
      format('only machine %s may take it until %s: its bytes lie there', v_row.machine_id, workers_internal.told(v_row.pinned_until))
    when v_row.status_id = 1 then format('%s before it wait for a registre worker', (
      select count(*) from public.extraction_queue as o where o.status_id = 1 and o.document_source in ('index', 'acte', 'plan_cadastraux') and o.available_at <= v_now
        and ((o.available_at at time zone 'UTC') - least(greatest(o.priority, -100000), 100000) * interval '10 minutes', o.id) < (v_turn, v_row.id)))
    else format('%s before it wait for an OCR worker in %s mode', (
      select count(*) from public.extraction_queue as o where o.status_id = 3 and o.document_source = v_row.document_source and o.available_at <= v_now
        and ((o.available_at at time zone 'UTC') - least(greatest(o.priority, -100000), 100000) * interval '10 minutes', o.id) < (v_turn, v_row.id)), v_row.document_source)
  end;
  v_ready := case
    when (v_row.document_source in ('index', 'acte', 'plan_cadastraux')) is not true then null
    when exists (select from workers_internal.refused_rows as r where r.job_id = v_row.id and r.until > v_now) then null
    when v_row.available_at > v_now or v_row.machine_id is not null and v_row.pinned_until > v_now then null
    when v_row.status_id = 1 then 'download'
    when v_row.status_id = 3 and v_row.document_source <> 'plan_cadastraux' then 'ocr'
  end;
  return jsonb_build_object(
    'document', case when v_row.id is not null then (
      select jsonb_object_agg(f.key, case when length(f.value::text) > 100000 then to_jsonb(left(f.value #>> '{}', 1000) || '…') else f.value end)
      from jsonb_each(to_jsonb(v_row) - '{file_content,boosted_file_content,structured_content,searchable_file_content}'::text[]) as f) end,
    'events', coalesce((select jsonb_agg(to_jsonb(e) - 'job_id' order by e.id) from (
      select l.* from public.job_events as l where l.job_id = v_row.id order by l.id desc limit 5000) as e), '[]'),
    'purchases', coalesce((select jsonb_agg(workers_internal.consultation(c) order by c.prepared_at) from public.registre_consultations as c where c.job_id = v_row.id), '[]'),
    'reviews', (
      select jsonb_build_object('open', count(*) filter (where r.state = 'open'), 'refused', count(*) filter (where r.state = 'refused'), 'items', count(*),
        'pages', coalesce(jsonb_agg(distinct r.page) filter (where r.state in ('open', 'refused')), '[]'))
      from public.ocr_reviews as r where r.job_id = v_row.id and r.claim_token = v_row.claim_token),
    'blocked_by', v_blocked,
    'ready_for', v_ready);
end $$;
