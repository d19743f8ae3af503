-- workers_internal.wanted_consultation(request): the document that a request of the ledger names, as its rows name it.
-- Input: {"environment", "document": {source, number, circonscription, cadastre, designation, acte_type}}. Output: a row of which these columns are filled. Promise: reads nothing.
create or replace function workers_internal.wanted_consultation(request jsonb) returns public.registre_consultations
language plpgsql stable set search_path = '' as $$
begin
  return jsonb_populate_record(null::public.registre_consultations, jsonb_build_object(
    'environment', request->>'environment',
    'document_source', request->'document'->>'source',
    'document_number', request->'document'->>'number',
    'circonscription', coalesce(request->'document'->>'circonscription', ''),
    'cadastre', coalesce(request->'document'->>'cadastre', ''),
    'designation', coalesce(request->'document'->>'designation', ''),
    'acte_type', coalesce(request->'document'->>'acte_type', '')));
end $$;
