-- workers_reviews: what is in doubt, or was decided, in the order in which it was opened.
-- Request: states (["open"…]; without it open), id_begins (hexadecimal digits: only items whose id begins so), content_sha256 (only of this content), job_id (with it: and of this document, where the content was not known), after (the last item that was told), limit (100; 1000 at the most).
-- Answer: {"items": [see workers_internal.review_item…], "more": whether there are others behind the last, "open", "documents" (that have an open one),
--   "unlisted": documents that need a review and have no row, because they were read by an older version; workers_review_document makes theirs}.
-- Promise: reads only. Without content_sha256 only of documents that are there, and of the reading that each has now; with it open and documents are 0, and what was
--   decided outlives its document.
create or replace function public.workers_reviews(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_states constant text[] := array(select jsonb_array_elements_text(coalesce(request->'states', '["open"]')));
  v_content constant text := request->>'content_sha256';
  v_job constant uuid := (request->>'job_id')::uuid;
  v_first constant uuid := rpad(request->>'id_begins', 32, '0')::uuid;
  v_last constant uuid := rpad(request->>'id_begins', 32, 'f')::uuid;
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 100), 1), 1000);
  v_after public.ocr_reviews;
  v_items jsonb;
  v_more boolean;
begin
  select r.* into v_after from public.ocr_reviews as r where r.id = (request->>'after')::uuid;
  if request->>'after' is not null and v_after.id is null then
    raise exception 'no such item: %', request->>'after';
  end if;
  with told as (
    select r.id, row_number() over (order by r.opened_at, r.job_id, r.page, coalesce(r.line, 0), r.field, r.id) as place
    from public.ocr_reviews as r
    where r.state = any(v_states) and (v_first is null or r.id between v_first and v_last) and (v_content is null or r.content_sha256 = v_content or (r.job_id = v_job and r.content_sha256 = ''))
      and (v_content is not null or exists (select from public.extraction_queue as q where q.id = r.job_id and q.status_id = 4 and q.claim_token = r.claim_token))
      and (v_after.id is null
        or (r.opened_at, r.job_id, r.page, coalesce(r.line, 0), r.field, r.id) > (v_after.opened_at, v_after.job_id, v_after.page, coalesce(v_after.line, 0), v_after.field, v_after.id))
    order by r.opened_at, r.job_id, r.page, coalesce(r.line, 0), r.field, r.id limit v_limit + 1
  )
  select coalesce(jsonb_agg(workers_internal.review_item(w) order by t.place) filter (where t.place <= v_limit), '[]'), count(*) > v_limit into v_items, v_more
  from told as t join public.ocr_reviews as w on w.id = t.id;
  return json_build_object(
    'items', v_items,
    'more', v_more,
    'open', (select count(*) from public.ocr_reviews as r join public.extraction_queue as q on q.id = r.job_id and q.status_id = 4 and q.claim_token = r.claim_token
      where r.state = 'open' and v_content is null),
    'documents', (select count(distinct r.job_id) from public.ocr_reviews as r join public.extraction_queue as q on q.id = r.job_id and q.status_id = 4 and q.claim_token = r.claim_token
      where r.state = 'open' and v_content is null),
    'unlisted', case when v_after.id is null and v_content is null then (
      select count(*) from public.extraction_queue as q
      where q.status_id = 4 and q.needs_review and not exists (select from public.ocr_reviews as r where r.job_id = q.id and r.claim_token = q.claim_token)) end);
end $$;
