-- workers_bulks: orders about several documents, the latest first.
-- Request: id (only this one, or those whose ids begin so), limit (20; 200 at the most). Answer: {"bulks": [see workers_internal.bulk_told…]}.
-- Promise: reads only.
create or replace function public.workers_bulks(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('bulks', coalesce(json_agg(workers_internal.bulk_told(b) order by b.asked_at desc, b.id), '[]'))
  from (
    select c.* from public.bulk_changes as c where request->>'id' is null or starts_with(c.id::text, lower(request->>'id'))
    order by c.asked_at desc, c.id limit least(greatest(coalesce((request->>'limit')::integer, 20), 1), 200)) as b
$$;
