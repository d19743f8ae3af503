-- workers_internal.review_item(row): a row of ocr_reviews as it is told.
-- Input: the row. Output: its columns and those of its document that name it, where the document is still there, as json; of a doubt about a page or
--   the document also remarks: its sentences as [{"code", "values"}…], where its reading tells them. Promise: reads only.
create or replace function workers_internal.review_item(item public.ocr_reviews) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_strip_nulls(to_jsonb(item) - '{claim_token,decision,reading,identity}'::text[]) || jsonb_strip_nulls(jsonb_build_object(
    'document_source', q.document_source, 'document_number', q.document_number, 'circonscription_fonciere', q.circonscription_fonciere,
    'is_current', coalesce(q.status_id = 4 and q.claim_token = (item).claim_token, false),
    'remarks', case when q.claim_token <> (item).claim_token then null
      when starts_with((item).identity, 'people ') then jsonb_build_array(jsonb_build_object('code', 'review.people_values', 'values', jsonb_build_object('text', substr((item).seen, strpos((item).seen, ': ') + 2))))
      when (item).field = 'page' then (
        select jsonb_agg(p.page->'remarks'->(w.place::integer - 1) order by w.place)
        from jsonb_array_elements(case when jsonb_typeof(q.structured_content->'pages') = 'array' then q.structured_content->'pages' else '[]' end) as p(page)
        cross join lateral jsonb_array_elements_text(case when jsonb_typeof(p.page->'doubts') = 'array' then p.page->'doubts' else '[]' end) with ordinality as w(text, place)
        where p.page->'page' = to_jsonb((item).page) and p.page->'remarks'->(w.place::integer - 1) is not null and not coalesce(p.page->'named' ? w.text, false))
      when (item).field = 'document' then (
        select jsonb_build_array(q.structured_content->'notes'->(n.place::integer - 1))
        from jsonb_array_elements_text(case when jsonb_typeof(q.structured_content->'review') = 'array' then q.structured_content->'review' else '[]' end) with ordinality as n(text, place)
        where n.text = (item).seen and q.structured_content->'notes'->(n.place::integer - 1) is not null limit 1)
    end))
  from (select (item).job_id) as i(id) left join public.extraction_queue as q on q.id = i.id
$$;
