-- workers_internal.document_asked(source, number, circonscription, cadastre, designation, acte_type): which document a row asks for.
-- Input: the six columns. Output: one text. Promise: reads only; the same for two rows only when they ask for the same document, however
-- its letters and spaces are written.
create or replace function workers_internal.document_asked(source text, number text, circonscription text, cadastre text, designation text, acte_type text)
returns text language plpgsql immutable set search_path = '' as $$
begin
  return lower(jsonb_build_array(
    source, regexp_replace(number, '[[:space:]\u00a0\u202f]', '', 'g'), trim(coalesce(circonscription, '')), trim(coalesce(cadastre, '')),
    trim(coalesce(designation, '')), trim(coalesce(acte_type, '')))::text);
end $$;
