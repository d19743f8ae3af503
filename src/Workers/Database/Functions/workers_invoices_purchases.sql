-- workers_invoices_purchases: what an account was or may have been billed for, to be compared with its invoices.
-- Request: environment, account, since (a day of the registry). Answer: {"purchases": [{"id", "document_source", "document_number", "circonscription", "cadastre",
--   "designation", "acte_type", "state", "price_cad", "submitting_at", "day"}…]}.
-- Promise: reads only; a request in doubt counts, one that the site refused does not.
create or replace function public.workers_invoices_purchases(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object('purchases', coalesce(json_agg(json_build_object(
    'id', c.id, 'document_source', c.document_source, 'document_number', c.document_number, 'circonscription', c.circonscription, 'cadastre', c.cadastre,
    'designation', c.designation, 'acte_type', c.acte_type, 'state', c.state, 'price_cad', c.price_cad, 'submitting_at', c.submitting_at,
    'day', workers_internal.registre_day(c.submitting_at)) order by c.submitting_at), '[]'))
  from public.registre_consultations as c
  where c.environment = request->>'environment' and c.account = request->>'account' and c.submitting_at is not null
    and (c.submitting_at at time zone 'America/Toronto')::date >= (request->>'since')::date
$$;
