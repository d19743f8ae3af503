-- The functions that PostgREST exposes, as its schema cache holds them.
-- Input: $1 text[], the exposed schemas. Output: one row a function; parameters is a JSON array in the order of the declaration.
-- Promise: reads the catalog only; leaves out what can't be called by name: procedures, triggers, functions with unnamed parameters
-- other than one of json, jsonb, text, xml or bytea.
with inputs as (
  select p.oid,
         a.position,
         coalesce(a.name, '') as name,
         a.type::regtype::oid as type,
         a.mode = 'v' as variadic,
         row_number() over (partition by p.oid order by a.position) as number
  from pg_catalog.pg_proc p
  cross join lateral unnest(
      coalesce(p.proallargtypes, p.proargtypes::oid[]),
      coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs::int])),
      p.proargnames
    ) with ordinality as a (type, mode, name, position)
  where a.mode in ('i', 'b', 'v')
),
parameters as (
  select i.oid,
         count(*) as total,
         count(*) filter (where i.name = '') as unnamed,
         min(pg_catalog.format_type(i.type, null)) as one_type,
         json_agg(json_build_object(
           'name', i.name,
           'type', pg_catalog.format_type(i.type, null),
           'required', i.number <= p.pronargs - p.pronargdefaults,
           'variadic', i.variadic) order by i.position) as listed
  from inputs i
  join pg_catalog.pg_proc p on p.oid = i.oid
  group by i.oid
)
select n.nspname::text as schema,
       p.proname::text as name,
       p.proretset as returns_set,
       (base.typtype = 'c' or coalesce(p.proargmodes::text[] && array['t', 'b', 'o'], false)) as returns_row,
       p.prorettype = 'pg_catalog.void'::pg_catalog.regtype as returns_void,
       p.provolatile = 'v' as writes,
       coalesce(p.proconfig, array[]::text[]) as settings,
       coalesce(a.listed, '[]')::text as parameters
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_type t on t.oid = p.prorettype
join pg_catalog.pg_type base on base.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
left join parameters a on a.oid = p.oid
where n.nspname = any ($1)
  and p.prokind = 'f'
  and p.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
  and (coalesce(a.unnamed, 0) = 0 or (a.total = 1 and a.one_type in ('json', 'jsonb', 'text', 'xml', 'bytea')))
order by 1, 2, a.total nulls first
