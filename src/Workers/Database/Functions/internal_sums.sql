-- workers_internal.sums(one, other): counts by name, added.
-- Input: two objects of whole numbers. Output: one. Promise: reads nothing; of more than 50 names the smallest counts are told together.
create or replace function workers_internal.sums(one jsonb, other jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  with added as (
    select a.key, sum(a.value::bigint) as many, row_number() over (order by sum(a.value::bigint) desc, a.key) as place
    from (select * from jsonb_each_text(one) union all select * from jsonb_each_text(other)) as a group by 1
  )
  select coalesce(jsonb_object_agg(t.key, t.many), '{}') from (select case when d.place <= 50 then d.key else 'other reasons' end as key, sum(d.many) as many from added as d group by 1) as t
$$;
