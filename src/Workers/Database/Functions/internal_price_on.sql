-- workers_internal.price_on(tariff, at): what a consultation costs at a moment.
-- Input: [{"price_cad", "from": day}…], a moment. Output: CAD; null of no tariff.
-- Promise: reads only. The newest entry that has begun on that day of the registry holds; before the first one begins, that one.
create or replace function workers_internal.price_on(tariff jsonb, at timestamptz) returns numeric
language sql stable set search_path = '' as $$
  select t.price_cad from jsonb_to_recordset(nullif(tariff, 'null')) as t(price_cad numeric, "from" date)
  order by case when t."from" <= workers_internal.registre_day(at) then t."from" end desc nulls last, t."from" limit 1
$$;
