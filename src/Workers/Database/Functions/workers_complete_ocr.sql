-- workers_complete_ocr: text and structure are saved (2→4).
-- Request: jobs: [{id, claim_token, file_content, boosted_file_content, structure, pages, review_reason, office_reason, office_people, input_tokens, output_tokens, cost_usd}…]. In the language of the office:
--   office_reason is review_reason, or of a reading without one what is said if a value is in doubt all the same; office_people, where people corrected values that it does not know of.
-- Answer: see workers_internal.written. Promise: only the holder writes; a late holder whose token is current is good. What the reading leaves in doubt is
--   opened for review with it; a decision that a person made about the same content before holds, or is asked about.
create or replace function public.workers_complete_ocr(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s'
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_held uuid[];
  v_doubtful uuid;
begin
  with moved as (
    update public.extraction_queue as q set
      status_id = 4,
      outcome = null, error_message = null, ocr_error = null,
      file_content = a.file_content,
      boosted_file_content = a.boosted_file_content,
      structured_content = a.structure,
      page_count = coalesce(a.pages, q.page_count),
      needs_review = a.review_reason is not null,
      review_reason = case when a.review_reason is not null then coalesce(a.office_reason, a.review_reason) end,
      ocr_input_tokens = a.input_tokens,
      ocr_output_tokens = a.output_tokens,
      ocr_cost_usd = a.cost_usd,
      ocr_completed_at = v_now,
      progress = 100,
      worker_id = null, lease_expires_at = null, claim_request_id = null, cancel_requested_at = null,
      lost_leases = 0, hand_backs = 0,
      updated_at = v_now
    from (
      select * from jsonb_to_recordset(request->'jobs') as j(
        id uuid, claim_token bigint, file_content text, boosted_file_content text, structure jsonb, pages integer, review_reason text, office_reason text,
        input_tokens bigint, output_tokens bigint, cost_usd numeric)
      order by j.id
    ) as a
    where q.id = a.id and case when q.status_id = 2 and q.stage = 'ocr' then q.claim_token end = a.claim_token
    returning q.id, q.claim_token, a.review_reason, q.page_count, a.input_tokens, a.output_tokens, a.cost_usd
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, stage, claim_token, reason, details)
    select m.id, v_now, 'read', 2, 4, 'ocr', m.claim_token, m.review_reason,
      jsonb_build_object('pages', m.page_count, 'input_tokens', m.input_tokens, 'output_tokens', m.output_tokens, 'cost_usd', m.cost_usd)
    from moved as m
  )
  select coalesce(array_agg(m.id), '{}') into v_held from moved as m;
  for v_doubtful in
    select j.id from jsonb_to_recordset(request->'jobs') as j(id uuid, review_reason text, structure jsonb)
    where j.id = any(v_held) and (j.review_reason is not null or j.structure->'disputes' <> '[]'
      or exists (select from public.ocr_reviews as r where r.job_id = j.id and r.state = 'corrected')
      or exists (select from public.ocr_reviews as r where r.state = 'corrected' and r.content_sha256 = (select nullif(q.content_sha256, '') from public.extraction_queue as q where q.id = j.id)))
    order by j.id
  loop
    perform workers_internal.open_reviews(v_doubtful);
    perform workers_internal.settle_review(v_doubtful);
    update public.extraction_queue as q
    set review_reason = case when exists (select from public.ocr_reviews as r where r.job_id = q.id and r.claim_token = q.claim_token and r.field = 'document' and r.state in ('open', 'refused'))
      then j.office_people else j.office_reason end
    from jsonb_to_recordset(request->'jobs') as j(id uuid, review_reason text, office_reason text, office_people text)
    where j.id = v_doubtful and q.id = v_doubtful and j.review_reason is null and q.needs_review and j.office_reason is not null and j.office_people is not null;
  end loop;
  return workers_internal.written(request->'jobs', v_held, '{read}');
end $$;
