-- workers_internal.open_reviews(job): makes the rows of what a document's reading leaves in doubt.
-- Input: a document that is read. Output: nothing.
-- Promise: repeating it changes nothing. One row for each dispute; one for a page (field page) that has doubts which name no value, one for each doubt about the
--   document (page 0, field document); one for the document where its reading needs a review and names none of these; one for the document where people corrected values
--   of which the reading does not know (people: the decisions that it took up or found there). What was decided about just this is not opened again, but for a
--   correction that this reading does not hold, and for a word about a page or the document of which another text was read. A doubt about a page or the document is known
--   by its codes and values (identity), one that was opened before these were kept by its words. A decision that the reading itself took
--   up (decision of its dispute) comes with it. What only an earlier reading doubted and nobody decided is gone. A document with an open row needs a review.
create or replace function workers_internal.open_reviews(job uuid) returns void
language plpgsql volatile set search_path = '' as $$
declare
  v_token bigint;
  v_content text;
  v_structure jsonb;
  v_disputes jsonb;
  v_pages jsonb;
  v_reason text;
  v_text text;
begin
  select q.claim_token, coalesce(q.content_sha256, ''), q.structured_content, q.review_reason, q.file_content into v_token, v_content, v_structure, v_reason, v_text
  from public.extraction_queue as q where q.id = job;
  -- In English, whatever the office reads.
  v_reason := case when v_reason is not null then coalesce((
    select string_agg(t.text, '; ' order by t.place)
    from jsonb_array_elements_text(case when jsonb_typeof(v_structure->'review') = 'array' then v_structure->'review' else '[]' end) with ordinality as t(text, place)), v_reason) end;
  v_disputes := case when jsonb_typeof(v_structure->'disputes') = 'array' then v_structure->'disputes' else '[]' end;
  v_pages := case when jsonb_typeof(v_structure->'pages') = 'array' then v_structure->'pages' else '[]' end;

  with own as materialized (
    select r.* from public.ocr_reviews as r
    where r.state <> 'open' and (r.content_sha256 = nullif(v_content, '') or (r.job_id = job and (v_content = '' or r.content_sha256 = '')))
  ), page as (
    select (p->>'page')::integer as page, p->'doubts' as doubts, p->'remarks' as remarks, case when jsonb_typeof(p->'named') = 'array' then p->'named' end as named
    from jsonb_array_elements(v_pages) as p where jsonb_typeof(p->'doubts') = 'array'
  ), named as (
    select (d->>'page')::integer as page, (d->>'line')::integer as line, d->>'field' as field, d->>'standing' as standing, coalesce(d->>'read', '') as read,
      coalesce(d->>'seen', '') as seen, d->>'witness' as witness, nullif(d->'box', 'null') as box, d->'decision' as decision, null::text as identity
    from jsonb_array_elements(v_disputes) as d
    union all
    -- A reading that does not say which doubts its disputes name is doubted as a whole where they are not as many.
    select p.page, null, 'page', 'unwitnessed', '', string_agg(w.text, '; ' order by w.place), null, null, null,
      workers_internal.doubt_identity(jsonb_agg(p.remarks->(w.place::integer - 1) order by w.place))
    from page as p cross join lateral jsonb_array_elements_text(p.doubts) with ordinality as w(text, place)
    where case when p.named is not null then not p.named ? w.text
      else jsonb_array_length(p.doubts) <> (select count(*) from jsonb_array_elements(v_disputes) as d where (d->>'page')::integer = p.page) end
    group by p.page
    union all
    select 0, null, 'document', 'unwitnessed', '', n.text, null, null, null, workers_internal.doubt_identity(jsonb_build_array(v_structure->'notes'->(n.place::integer - 1)))
    from jsonb_array_elements_text(case when jsonb_typeof(v_structure->'review') = 'array' then v_structure->'review' else '[]' end) with ordinality as n(text, place)
    where not exists (
      select from page as p where n.text = 'page ' || p.page || ': ' || (
        select string_agg(w.text, ', ' order by w.place) from jsonb_array_elements_text(p.doubts) with ordinality as w(text, place)))
  ), unheld as (
    select distinct r.page, r.line, r.field, r.value from own as r
    where r.state = 'corrected' and not coalesce(v_structure->'people' ? r.id::text, false)
      and not exists (select from named as n where n.page = r.page and n.line is not distinct from r.line and n.field = r.field and n.read = r.read and n.seen = r.seen)
  ), complete as (
    select n.* from named as n
    union all
    select 0, null, 'document', 'unwitnessed', '', v_reason, null, null, null, null where v_reason is not null and not exists (select from named)
    union all
    select 0, null, 'document', 'unwitnessed', '', 'people corrected values that this reading does not know of: ' || (
      select string_agg(format('page %s%s %s ''%s''', u.page, coalesce(' line ' || u.line, ''), u.field, left(u.value, 100)), ', ' order by u.page, u.line, u.field, u.value) from unheld as u),
      null, null, null, 'people ' || (select md5(string_agg(concat_ws(' ', u.page, u.line, u.field, u.value), ',' order by u.page, u.line, u.field, u.value)) from unheld as u)
    where exists (select from unheld)
  ), once as (
    select distinct on (n.page, coalesce(n.line, 0), n.field, n.read, n.seen, case when n.line is null then coalesce(n.box::text, '') else '' end)
      n.*, case when n.field in ('page', 'document') then workers_internal.reading_of(v_text, n.page) end as reading
    from complete as n
    order by n.page, coalesce(n.line, 0), n.field, n.read, n.seen, case when n.line is null then coalesce(n.box::text, '') else '' end, n.decision nulls last
  ), judged as (
    select o.*,
      case when t.id is not null then o.decision->>'state' else coalesce(s.state, 'open') end as state,
      case when t.id is not null then o.decision->>'value' end as value,
      case when t.id is not null then t.decided_by else s.decided_by end as decided_by,
      case when t.id is not null then t.decided_at else s.decided_at end as decided_at,
      case when t.id is not null then t.reason else s.reason end as because
    from once as o
    left join own as t on t.id = (o.decision->>'item')::uuid
    left join lateral (
      select r.state, r.decided_by, r.decided_at, r.reason from own as r
      where t.id is null and r.state in ('accepted', 'refused')
        and r.page = o.page and r.line is not distinct from o.line and r.field = o.field and r.read = o.read
        and case when o.reading is null then r.seen = o.seen when r.identity is not null and o.identity is not null then r.identity = o.identity
          else workers_internal.doubt_words(r.seen) = workers_internal.doubt_words(o.seen) end
        and (o.reading is null or r.reading = o.reading)
        and (o.line is not null or o.box is null or r.box is null or abs((r.box->>'top')::float8 - (o.box->>'top')::float8) < 4)
      order by r.job_id = job desc, r.decided_at desc limit 1) as s on true
  )
  insert into public.ocr_reviews as r (job_id, content_sha256, page, line, field, standing, read, seen, witness, box, state, value, decided_by, decided_at, reason, claim_token, reading, identity)
  select job, v_content, j.page, j.line, j.field, j.standing, j.read, j.seen, j.witness, j.box, j.state, j.value, j.decided_by, j.decided_at, j.because, v_token, j.reading, j.identity
  from judged as j order by j.page, j.line, j.field
  on conflict (job_id, content_sha256, page, coalesce(line, 0), field, md5(read), md5(seen), md5(case when line is null then coalesce(box::text, '') else '' end)) do update set
    claim_token = excluded.claim_token, standing = excluded.standing, witness = excluded.witness, box = excluded.box, reading = excluded.reading, identity = excluded.identity,
    state = excluded.state, value = excluded.value, decided_by = excluded.decided_by, decided_at = excluded.decided_at, reason = excluded.reason,
    decision = case when excluded.state <> 'open' then r.decision end;

  delete from public.ocr_reviews as r where r.job_id = job and r.state = 'open' and r.claim_token <> v_token;
  update public.extraction_queue as q set needs_review = true, review_reason = coalesce(q.review_reason, o.seen)
  from (select case when r.field = 'document' then r.seen else format('page %s: %s is in doubt', r.page, r.field) end as seen
    from public.ocr_reviews as r where r.job_id = job and r.claim_token = v_token and r.state in ('open', 'refused') order by r.page, r.line, r.field limit 1) as o
  where q.id = job and not q.needs_review;
end $$;
