-- workers_internal.open_reviews(job): makes the rows of what a document's reading leaves in doubt.
-- Input: a document that is read. Output: nothing.
-- Promise: repeating it changes nothing. One row for each dispute; one for a page (field page) whose doubts name no value, one for each doubt about the document
--   (page 0, field document); one for the document where its reading needs a review and names none of these. What was decided about just this is not opened again; a decision that the reading itself took up (decision of its dispute) comes
--   with it. What only an earlier reading doubted and nobody decided is gone.
create or replace function workers_internal.open_reviews(job uuid) returns void
language plpgsql volatile set search_path = '' as $$
declare
  v_token bigint;
  v_content text;
  v_structure jsonb;
  v_disputes jsonb;
  v_reason text;
begin
  select q.claim_token, coalesce(q.content_sha256, ''), q.structured_content, q.review_reason into v_token, v_content, v_structure, v_reason
  from public.extraction_queue as q where q.id = job;
  v_disputes := case when jsonb_typeof(v_structure->'disputes') = 'array' then v_structure->'disputes' else '[]' end;

  with named as (
    select (d->>'page')::integer as page, (d->>'line')::integer as line, d->>'field' as field, d->>'standing' as standing, coalesce(d->>'read', '') as read,
      coalesce(d->>'seen', '') as seen, d->>'witness' as witness, nullif(d->'box', 'null') as box, d->'decision' as decision
    from jsonb_array_elements(v_disputes) as d
    union all
    select (p->>'page')::integer, null, 'page', 'unwitnessed', '', (select string_agg(w.text, '; ' order by w.place) from jsonb_array_elements_text(p->'doubts') with ordinality as w(text, place)),
      null, null, null
    from jsonb_array_elements(case when jsonb_typeof(v_structure->'pages') = 'array' then v_structure->'pages' else '[]' end) as p
    where jsonb_typeof(p->'doubts') = 'array'
      and jsonb_array_length(p->'doubts') > (select count(*) from jsonb_array_elements(v_disputes) as d where d->'page' = p->'page')
    union all
    select 0, null, 'document', 'unwitnessed', '', n.text, null, null, null
    from jsonb_array_elements_text(case when jsonb_typeof(v_structure->'review') = 'array' then v_structure->'review' else '[]' end) as n(text)
    where not exists (
      select from jsonb_array_elements(case when jsonb_typeof(v_structure->'pages') = 'array' then v_structure->'pages' else '[]' end) as p
      where jsonb_typeof(p->'doubts') = 'array' and n.text = 'page ' || (p->>'page') || ': ' || (
        select string_agg(w.text, ', ' order by w.place) from jsonb_array_elements_text(p->'doubts') with ordinality as w(text, place)))
  ), complete as (
    select n.* from named as n
    union all
    select 0, null, 'document', 'unwitnessed', '', v_reason, null, null, null where v_reason is not null and not exists (select from named)
  ), once as (
    select distinct on (n.page, coalesce(n.line, 0), n.field, n.read, n.seen) n.* from complete as n
    order by n.page, coalesce(n.line, 0), n.field, n.read, n.seen, n.decision nulls last
  ), judged as (
    select o.*, t.id as taken_from, coalesce(case when t.id is not null then o.decision->>'state' end, s.state, 'open') as state,
      case when t.id is not null then o.decision->>'value' end as value,
      coalesce(t.decided_by, s.decided_by) as decided_by, coalesce(t.decided_at, s.decided_at) as decided_at, coalesce(t.reason, s.reason) as reason
    from once as o
    left join public.ocr_reviews as t
      on t.id = (o.decision->>'item')::uuid and t.state <> 'open' and t.content_sha256 = v_content and (v_content <> '' or t.job_id = job)
    left join lateral (
      select r.state, r.decided_by, r.decided_at, r.reason from public.ocr_reviews as r
      where t.id is null and v_content <> '' and r.content_sha256 = v_content and r.state in ('accepted', 'refused')
        and r.page = o.page and r.line is not distinct from o.line and r.field = o.field and r.read = o.read and r.seen = o.seen
      order by r.decided_at desc limit 1) as s on true
  )
  insert into public.ocr_reviews as r (job_id, content_sha256, page, line, field, standing, read, seen, witness, box, state, value, decided_by, decided_at, reason, claim_token)
  select job, v_content, j.page, j.line, j.field, j.standing, j.read, j.seen, j.witness, j.box, j.state, j.value, j.decided_by, j.decided_at, j.reason, v_token
  from judged as j order by j.page, j.line, j.field
  on conflict (job_id, content_sha256, page, coalesce(line, 0), field, md5(read), md5(seen)) do update set
    claim_token = excluded.claim_token, standing = excluded.standing, witness = excluded.witness, box = excluded.box,
    state = case when r.state = 'open' then excluded.state else r.state end,
    value = case when r.state = 'open' then excluded.value else r.value end,
    decided_by = case when r.state = 'open' then excluded.decided_by else r.decided_by end,
    decided_at = case when r.state = 'open' then excluded.decided_at else r.decided_at end,
    reason = case when r.state = 'open' then excluded.reason else r.reason end;

  delete from public.ocr_reviews as r where r.job_id = job and r.state = 'open' and r.claim_token <> v_token;
end $$;
