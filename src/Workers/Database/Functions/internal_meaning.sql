-- workers_internal.meaning(name) and workers_internal.status_fault().
-- Input: meaning takes a status name; status_fault takes nothing.
-- Output: the name without accents, case, spaces and underscores; null when extraction_status means what the functions mean, else what differs.
-- Promise: reads only.
create or replace function workers_internal.meaning(name text) returns text
language sql immutable set search_path = '' as $$
  select regexp_replace(lower(normalize(name, nfd)), '[^a-z0-9]', '', 'g')
$$;

create or replace function workers_internal.status_fault() returns text
language sql stable set search_path = '' as $$
  select string_agg(format('%s is %s, expected %s', w.id, coalesce(quote_literal(s.name), 'missing'), w.expected), '; ' order by w.id)
  from (values
    (1, 'EN_ATTENTE'), (2, 'EN_TRAITEMENT'), (3, 'COMPLETE'), (4, 'OCR_COMPLETE'), (5, 'ERREUR'), (6, 'absent')
  ) as w(id, expected)
  left join public.extraction_status as s on s.id = w.id
  where case w.id
    when 6 then workers_internal.meaning(s.name) like '%ocr%'
    else workers_internal.meaning(s.name) is distinct from workers_internal.meaning(w.expected)
  end
$$;
