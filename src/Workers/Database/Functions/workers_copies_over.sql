-- workers_copies_over: which purchases need no bytes on a machine's disk any more.
-- Request: ids: [id of a purchase…]. Answer: {"ids": [id…]}.
-- Promise: reads only. Of those that are stored, or were given up without having been paid; one that is not known here is not among them.
create or replace function public.workers_copies_over(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('ids', coalesce((
    select json_agg(c.id order by c.id) from public.registre_consultations as c
    where c.id = any(array(select jsonb_array_elements_text(request->'ids')::uuid)) and (c.state = 'stored' or (c.state = 'abandoned' and (c.stored_at is not null or c.submitting_at is null)))), '[]'))
$$;
