-- workers_consultation_paid: what an account was or may have been billed for.
-- Request: account, since. Answer: {"ids": [consultation…]}.
-- Promise: reads only; a request in doubt counts, one that the site refused does not.
create or replace function public.workers_consultation_paid(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('ids', coalesce(json_agg(c.id), '[]'))
  from public.registre_consultations as c
  where c.account = request->>'account' and c.submitting_at >= (request->>'since')::timestamptz
$$;
