-- workers_internal.settle_review(job): a document of which all doubts are decided, and none was refused, needs no review any more.
-- Input: a document that is read and has its rows in ocr_reviews. Output: whether it needs none now by this call.
-- Promise: repeating it changes nothing; the history says it once. A doubt that has no row keeps the review.
create or replace function workers_internal.settle_review(job uuid) returns boolean
language plpgsql volatile set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_was text;
  v_last text;
  v_items bigint;
  v_unsettled bigint;
begin
  select count(*), count(*) filter (where r.state in ('open', 'refused')), (array_agg(r.decided_by order by r.decided_at desc nulls last))[1]
  into v_items, v_unsettled, v_last
  from public.ocr_reviews as r join public.extraction_queue as q on q.id = r.job_id and q.claim_token = r.claim_token
  where r.job_id = job;
  if v_items = 0 or v_unsettled > 0 then
    return false;
  end if;
  select q.review_reason into v_was from public.extraction_queue as q where q.id = job;
  update public.extraction_queue as q set needs_review = false, review_reason = null, updated_at = v_now where q.id = job and q.status_id = 4 and q.needs_review;
  if not found then
    return false;
  end if;
  insert into public.job_events (job_id, at, kind, reason, details)
  values (job, v_now, 'reviewed', format('all %s doubts are decided, the last by %s', v_items, coalesce(v_last, 'nobody named')), jsonb_build_object('was', v_was, 'items', v_items));
  return true;
end $$;
