-- workers_title: what is stored of a lot's index, and what has become of the deeds with these numbers.
-- Request: lot (its number, letters and digits only, as below), deeds (numbers likewise, none to ask for the indexes).
-- Answer: {"indexes": [{"id", "status_id", "outcome", "circonscription", "cadastre", "designation", "content_sha256", "copied_at", "needs_review", "pages": [{"page",
--   "open", "unread": whether a part of it was not read, "lines": [{"line", "number", "date", "nature", "radiation", "notices": [number…]}…]}…]}… the 200 newest], "deeds": [{"number", "id", "status_id", "outcome", "circonscription", "acte_type",
--   "needs_review", "open"}…]}. open: doubts that nobody has decided, or that were refused. copied_at: when the PDF was bought.
-- Promise: reads only; numbers are found by the index workers_bare_numbers, which spells workers_internal.bare_number as here. A number is told as letters and
--   digits, without leading zeros.
create or replace function public.workers_title(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_lot constant text := request->>'lot';
  v_deeds constant text[] := array(select jsonb_array_elements_text(coalesce(request->'deeds', '[]')));
  v_indexes json;
  v_found json;
begin
  if v_deeds = '{}' then
    with copies as (
      select q.id, q.status_id, q.outcome, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.content_sha256, q.needs_review, q.claim_token, q.structured_content,
        coalesce((select min(c.stored_at) from public.registre_consultations as c where c.content_sha256 = q.content_sha256 and c.state = 'stored'), q.created_at) as copied_at
      from public.extraction_queue as q
      where q.document_source = 'index' and coalesce(nullif(ltrim(trim('-' from upper(regexp_replace(left(q.document_number, 100), '[^A-Za-z0-9-]', '', 'g'))), '0'), ''), trim('-' from upper(regexp_replace(left(q.document_number, 100), '[^A-Za-z0-9-]', '', 'g')))) = v_lot
      order by q.created_at desc, q.id limit 200
    )
    select json_agg(json_build_object(
      'id', c.id, 'status_id', c.status_id, 'outcome', c.outcome, 'circonscription', c.circonscription_fonciere, 'cadastre', c.cadastre, 'designation', c.designation_secondaire,
      'content_sha256', c.content_sha256, 'copied_at', c.copied_at, 'needs_review', c.needs_review,
      'pages', case when c.status_id = 4 then coalesce((
        select json_agg(json_build_object(
          'page', (p->>'page')::integer,
          'open', (select count(*) from public.ocr_reviews as r where r.job_id = c.id and r.claim_token = c.claim_token and r.page = (p->>'page')::integer and r.state in ('open', 'refused')),
          -- What an older version kept says so in words alone.
          'unread', coalesce((p->>'unread')::boolean, exists (
            select from jsonb_array_elements_text(case when jsonb_typeof(p->'doubts') = 'array' then p->'doubts' else '[]' end) as w(text) where w.text like 'the model withholds %')),
          'lines', coalesce((
            select json_agg(json_build_object('line', (l->>'line')::integer, 'number', coalesce(l->>'publication_number', ''), 'date', coalesce(l->>'presentation_date', ''),
              'nature', coalesce(l->>'nature', ''), 'radiation', coalesce(l->>'radiation_number', ''),
              'notices', case when jsonb_typeof(l->'address_notices') = 'array' then l->'address_notices' else '[]' end) order by t.place)
            from jsonb_array_elements(case when jsonb_typeof(p->'inscriptions') = 'array' then p->'inscriptions' else '[]' end) with ordinality as t(l, place)), '[]')) order by (p->>'page')::integer)
        from jsonb_array_elements(case when jsonb_typeof(c.structured_content->'pages') = 'array' then c.structured_content->'pages' else '[]' end) as p), '[]') end)
      order by c.copied_at desc, c.id) into v_indexes
    from copies as c;
  else
    select json_agg(json_build_object(
      'number', d.bare, 'id', q.id, 'status_id', q.status_id, 'outcome', q.outcome, 'circonscription', q.circonscription_fonciere, 'acte_type', q.acte_type, 'needs_review', q.needs_review,
      'open', (select count(*) from public.ocr_reviews as r where r.job_id = q.id and r.claim_token = q.claim_token and r.state in ('open', 'refused')))
      order by d.bare, q.created_at desc, q.id) into v_found
    from public.extraction_queue as q
    cross join lateral (select workers_internal.bare_number(q.document_number) as bare) as d
    where q.document_source = 'acte' and coalesce(nullif(ltrim(trim('-' from upper(regexp_replace(left(q.document_number, 100), '[^A-Za-z0-9-]', '', 'g'))), '0'), ''), trim('-' from upper(regexp_replace(left(q.document_number, 100), '[^A-Za-z0-9-]', '', 'g')))) = any(v_deeds);
  end if;
  return json_build_object('indexes', coalesce(v_indexes, '[]'), 'deeds', coalesce(v_found, '[]'));
end $$;
