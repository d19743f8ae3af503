-- workers_complete_ocr: text and structure are saved (2→4).
-- Request: jobs: [{id, claim_token, file_content, boosted_file_content, structure, pages, review_reason, input_tokens, output_tokens, cost_usd}…].
-- Answer: see workers_internal.written. Promise: only the holder writes; a late holder whose token is current is good. What the reading leaves in doubt is
--   opened for review with it; a decision that a person made about the same content before holds.
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
      review_reason = a.review_reason,
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
        id uuid, claim_token bigint, file_content text, boosted_file_content text, structure jsonb, pages integer, review_reason text,
        input_tokens bigint, output_tokens bigint, cost_usd numeric)
      order by j.id
    ) as a
    where q.id = a.id and case when q.status_id = 2 and q.stage = 'ocr' then q.claim_token end = a.claim_token
    returning q.id, q.claim_token, q.review_reason, q.page_count, a.input_tokens, a.output_tokens, a.cost_usd
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, stage, claim_token, reason, details)
    select m.id, v_now, 'read', 2, 4, 'ocr', m.claim_token, m.review_reason,
      jsonb_build_object('pages', m.page_count, 'input_tokens', m.input_tokens, 'output_tokens', m.output_tokens, 'cost_usd', m.cost_usd)
    from moved as m
  )
  select coalesce(array_agg(m.id), '{}') into v_held from moved as m;
  for v_doubtful in
    select j.id from jsonb_to_recordset(request->'jobs') as j(id uuid, review_reason text, structure jsonb)
    where j.id = any(v_held) and (j.review_reason is not null or j.structure->'disputes' <> '[]') order by j.id
  loop
    perform workers_internal.open_reviews(v_doubtful);
    perform workers_internal.settle_review(v_doubtful);
  end loop;
  return workers_internal.written(request->'jobs', v_held, '{read}');
end $$;
