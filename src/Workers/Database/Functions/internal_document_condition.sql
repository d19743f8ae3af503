-- workers_internal.document_condition(filter): which documents a filter means, as the condition of a statement over extraction_queue as q.
-- Input: {"ids": [id…], "id_begins": hexadecimal digits, "statuses": [n…], "outcomes": [word…], "sources": [kind…], "number", "number_begins", "dossier", "created_from", "created_before", "review", "text", "orders"},
--   each optional; number and number_begins as letters and digits without leading zeros; review: needed, open, refused, decided, none; orders (true): it is to change what it finds,
--   so that text does not look where other documents are named: candidates of an answer, and notes about purchases.
-- Output: the condition, every value quoted. Promise: reads nothing. A member that it does not know is an error: what was meant to be fewer is never more.
create or replace function workers_internal.document_condition(filter jsonb) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_odd constant text := (select string_agg(k, ', ') from jsonb_object_keys(filter) as k
    where k not in ('ids', 'id_begins', 'statuses', 'outcomes', 'sources', 'number', 'number_begins', 'dossier', 'created_from', 'created_before', 'review', 'text', 'orders'));
  v_text constant text := '%' || replace(replace(replace(filter->>'text', '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_items constant text := 'select from public.ocr_reviews as r where r.job_id = q.id and r.claim_token = q.claim_token';
  v_number constant text := 'ltrim(upper(regexp_replace(left(q.document_number, 200), ''[^A-Za-z0-9]'', '''', ''g'')), ''0'')';
  v_parts text[] := '{}';
begin
  if v_odd is not null then
    raise exception 'a filter of another version: %', v_odd using errcode = '22023';
  end if;
  if filter ? 'ids' then
    v_parts := v_parts || format('q.id = any(%L::uuid[])', array(select i::uuid from jsonb_array_elements_text(filter->'ids') as i));
  end if;
  if filter ? 'id_begins' then
    v_parts := v_parts || format('q.id between %L::uuid and %L::uuid', rpad(filter->>'id_begins', 32, '0'), rpad(filter->>'id_begins', 32, 'f'));
  end if;
  if filter ? 'statuses' then
    v_parts := v_parts || case jsonb_array_length(filter->'statuses') when 1 then format('q.status_id + 0 = %s', (filter->'statuses'->>0)::integer)
      else format('q.status_id + 0 = any(%L::integer[])', array(select i::integer from jsonb_array_elements_text(filter->'statuses') as i)) end;
  end if;
  if filter ? 'outcomes' then
    -- Only what ended as an error has one that counts.
    v_parts := v_parts || 'q.status_id = 5'::text || (case jsonb_array_length(filter->'outcomes') when 1 then format('left(q.outcome, 100) = %L', filter->'outcomes'->>0)
      else format('left(q.outcome, 100) = any(%L::text[])', array(select jsonb_array_elements_text(filter->'outcomes'))) end);
    if filter->'outcomes' ? 'failed' then
      v_parts[cardinality(v_parts)] := format('(%s or q.outcome is null)', v_parts[cardinality(v_parts)]);
    end if;
  end if;
  if filter ? 'sources' then
    v_parts := v_parts || format('q.document_source::text = any(%L::text[])', array(select jsonb_array_elements_text(filter->'sources')));
  end if;
  if filter ? 'number' then
    v_parts := v_parts || format('%s = %L', v_number, filter->>'number');
  end if;
  if filter ? 'number_begins' then
    v_parts := v_parts || format('%s like %L', v_number, (filter->>'number_begins') || '%');
  end if;
  if filter ? 'dossier' then
    v_parts := v_parts || format('lower(btrim(left(q.dossier, 200))) = lower(btrim(%L))', filter->>'dossier');
  end if;
  if filter ? 'created_from' then
    v_parts := v_parts || format('coalesce(q.created_at, q.available_at) >= %L::timestamptz', filter->>'created_from');
  end if;
  if filter ? 'created_before' then
    v_parts := v_parts || format('coalesce(q.created_at, q.available_at) < %L::timestamptz', filter->>'created_before');
  end if;
  if filter ? 'review' then
    v_parts := v_parts || case filter->>'review'
      when 'needed' then 'q.needs_review'
      when 'none' then 'q.status_id = 4 and not q.needs_review'
      when 'open' then format('q.status_id = 4 and exists (%s and r.state = ''open'')', v_items)
      when 'refused' then format('q.status_id = 4 and exists (%s and r.state = ''refused'')', v_items)
      when 'decided' then format('q.status_id = 4 and exists (%s) and not exists (%1$s and r.state in (''open'', ''refused''))', v_items)
    end;
  end if;
  if filter ? 'text' then
    -- All that explain says of it in somebody's words: its row, what happened to it, its purchases, and what the database says that refuses its row.
    v_parts := v_parts || format($text$(concat_ws(chr(10), q.document_number, q.dossier, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type, q.error_message, q.ocr_error, q.review_reason) ilike %1$L
      or exists (select from public.job_events as e where e.job_id = q.id and concat_ws(chr(10), e.reason, e.details->>'reason', e.details->>'outcome', %2$s) ilike %1$L)
      or exists (select from public.registre_consultations as c where c.job_id = q.id
        and concat_ws(chr(10), %3$s, c.accepted->>'reason', c.obtained->>'corrected', jsonb_path_query_array(c.obtained, '$.fields[*].*')::text) ilike %1$L)
      or exists (select from workers_internal.refused_rows as f where f.job_id = q.id and f.until > workers_internal.clock() and f.said ilike %1$L))$text$, v_text,
      case when filter ? 'orders' then 'null' else $q$e.details->>'candidates'$q$ end, case when filter ? 'orders' then 'null' else 'c.note' end);
  end if;
  if array_position(v_parts, null) is not null then
    raise exception 'a filter that cannot be read: %', filter using errcode = '22023';
  end if;
  return coalesce(nullif(array_to_string(v_parts, ' and '), ''), 'true');
end $$;
