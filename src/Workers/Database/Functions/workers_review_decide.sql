-- workers_review_decide: a person's word about one thing that is in doubt.
-- Request: item, request_id (of this call), saw (the state that the person saw), state ("accepted" | "corrected" | "refused"), value (of a corrected one), by, reason,
--   revision (that structure and boosted_file_content were made from), structure, boosted_file_content.
-- Answer: {"result": "decided" | "refused" | "stale", "reason", "refusal": {"code", "values"} (the reason as a code), "item", "open": how many of the document are left, "cleared": whether the document needs no review by
--   this, "twins": [items of other documents with the same content, and the same reading where the word is about a page or the document, that ask just the same and are open]}. stale: the text changed meanwhile; read it and ask again.
-- Promise: the item, the document's corrected form and its history change together or not at all; file_content never. The second of two is refused with what the
--   first decided. Sent again it is decided once. Only what the document's present reading doubts, at 4.
create or replace function public.workers_review_decide(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'item')::uuid;
  v_state constant text := request->>'state';
  v_job public.extraction_queue;
  v_item public.ocr_reviews;
  v_before public.ocr_reviews;
  v_fault text;
  v_refusal jsonb;
  v_cleared boolean := false;
begin
  if v_state is null or v_state not in ('accepted', 'corrected', 'refused') or (v_state = 'corrected') <> (request->>'value' is not null) then
    raise exception 'state must be accepted, refused, or corrected with a value; not %', coalesce(v_state, 'nothing');
  end if;
  if v_state = 'corrected' and (request->'structure' is null or request->'boosted_file_content' is null) then
    raise exception 'a correction comes with the structure and the text that it is put into';
  end if;
  select r.* into v_before from public.ocr_reviews as r where r.id = v_id;
  select q.* into v_job from public.extraction_queue as q where q.id = v_before.job_id for no key update;
  select r.* into v_before from public.ocr_reviews as r where r.id = v_id for update;

  if v_before.decision = (request->>'request_id')::uuid then
    v_item := v_before;
  else
    v_fault := case
      when v_before.id is null then 'no such item'
      when v_job.id is null then 'its document is gone'
      when v_job.status_id <> 4 then format('its document is at status %s; only a reading that is done, at 4, is decided about', v_job.status_id)
      when v_job.claim_token <> v_before.claim_token then 'it is about an earlier reading; the document was read again since'
      when v_before.state <> request->>'saw' then case v_before.state
        when 'open' then format('it is open, not %s', request->>'saw')
        else format('%s %s it at %s%s', coalesce(v_before.decided_by, 'somebody'), v_before.state, workers_internal.told(v_before.decided_at),
          case when v_before.state = 'corrected' then format(' to ''%s''', left(v_before.value, 200)) else '' end) end
    end;
    if v_fault is not null then
      v_refusal := case
        when v_before.id is null then jsonb_build_object('code', 'no_item')
        when v_job.id is null then jsonb_build_object('code', 'no_document')
        when v_job.status_id <> 4 then jsonb_build_object('code', 'status', 'values', jsonb_build_object('status', v_job.status_id))
        when v_job.claim_token <> v_before.claim_token then jsonb_build_object('code', 'reread')
        when v_before.state = 'open' then jsonb_build_object('code', 'open', 'values', jsonb_build_object('saw', request->>'saw'))
        else jsonb_build_object('code', 'decided', 'values', jsonb_strip_nulls(jsonb_build_object('who', v_before.decided_by, 'state', v_before.state,
          'at', workers_internal.told(v_before.decided_at), 'value', case when v_before.state = 'corrected' then left(v_before.value, 200) end))) end;
      return json_build_object('result', 'refused', 'reason', v_fault, 'refusal', jsonb_build_object('values', '{}'::jsonb) || v_refusal, 'item', case when v_before.id is not null then workers_internal.review_item(v_before) end,
        'open', 0, 'cleared', false, 'twins', '[]'::json);
    end if;
    if request->>'revision' is distinct from workers_internal.reading_revision(v_job.structured_content, v_job.boosted_file_content) then
      return json_build_object('result', 'stale', 'item', workers_internal.review_item(v_before), 'open', 0, 'cleared', false, 'twins', '[]'::json);
    end if;

    update public.ocr_reviews as r set state = v_state, value = request->>'value', decided_by = request->>'by', decided_at = v_now, reason = request->>'reason',
      decision = (request->>'request_id')::uuid
    where r.id = v_id returning r.* into v_item;
    update public.extraction_queue as q set
      structured_content = coalesce(request->'structure', q.structured_content),
      boosted_file_content = coalesce(request->>'boosted_file_content', q.boosted_file_content),
      needs_review = q.needs_review or v_state = 'refused',
      review_reason = case when v_state = 'refused' and q.review_reason is null
        then coalesce(request->>'office_reason', format('page %s: %s refused the value of %s', v_item.page, coalesce(v_item.decided_by, 'somebody'), v_item.field)) else q.review_reason end,
      updated_at = v_now
    where q.id = v_job.id;
    insert into public.job_events (job_id, at, kind, reason, details)
    values (v_job.id, v_now, 'review', format('page %s%s: %s %s by %s%s', v_item.page, case when v_item.line is not null then format(' line %s', v_item.line) else '' end, v_item.field, v_state,
        coalesce(v_item.decided_by, 'somebody'), case when v_item.reason is not null then ': ' || v_item.reason else '' end),
      jsonb_strip_nulls(jsonb_build_object('item', v_item.id, 'page', v_item.page, 'line', v_item.line, 'field', v_item.field, 'state', v_state, 'was', v_before.state,
        'from', coalesce(v_before.value, v_before.read), 'to', coalesce(v_item.value, v_item.read), 'by', v_item.decided_by, 'because', v_item.reason)));
    v_cleared := workers_internal.settle_review(v_job.id);
  end if;
  return json_build_object(
    'result', 'decided',
    'item', workers_internal.review_item(v_item),
    'open', (select count(*) from public.ocr_reviews as r where r.job_id = v_job.id and r.claim_token = v_job.claim_token and r.state = 'open'),
    'cleared', v_cleared,
    'twins', coalesce((
      select json_agg(r.id order by r.id) from public.ocr_reviews as r
      join public.extraction_queue as q on q.id = r.job_id and q.status_id = 4 and q.claim_token = r.claim_token
      where v_item.content_sha256 <> '' and r.content_sha256 = v_item.content_sha256 and r.job_id <> v_item.job_id and r.state = 'open' and r.page = v_item.page
        and r.line is not distinct from v_item.line and r.field = v_item.field and r.read = v_item.read and (r.seen = v_item.seen or r.identity = v_item.identity) and (v_item.reading is null or r.reading = v_item.reading)
        and (v_item.line is not null or v_item.box is null or r.box is null or abs((r.box->>'top')::float8 - (v_item.box->>'top')::float8) < 4)), '[]'));
end $$;
