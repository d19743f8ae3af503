-- workers_internal.doubt_identity(remarks): by what doubts are known that name no value.
-- Input: their sentences as [{"code", "values"}…]. Output: text; null where one has no code of ours. Promise: the same in each language and after any change of the
--   wording; advice about what would help (remedy) is no part of it.
create or replace function workers_internal.doubt_identity(remarks jsonb) returns text
language sql immutable set search_path = '' as $$
  select case when count(*) > 0 and count(*) = count(*) filter (where jsonb_typeof(r) = 'object' and r->>'code' <> 'verbatim')
    then md5(jsonb_agg(jsonb_build_array(r->'code', case when jsonb_typeof(r->'values') = 'object' then (r->'values') - 'remedy' end) order by place)::text) end
  from jsonb_array_elements(case when jsonb_typeof(remarks) = 'array' then remarks else '[]' end) with ordinality as e(r, place)
$$;
