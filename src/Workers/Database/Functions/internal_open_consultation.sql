-- workers_internal.open_consultation(wanted, document): the open row of a document in the ledger, whatever job has it, locked for its take-over.
-- Input: the document as its rows name it, and as it was asked for. Output: the row; all null where there is none. Promise: changes nothing; one that was asked for in just these words goes before.
create or replace function workers_internal.open_consultation(wanted public.registre_consultations, document jsonb) returns public.registre_consultations
language plpgsql volatile set search_path = '' as $$
declare
  v_row public.registre_consultations;
begin
  select c.* into v_row from public.registre_consultations as c
  where c.state in ('prepared', 'submitting', 'received', 'uncertain', 'rejected')
    and c.environment = wanted.environment and c.document_source = wanted.document_source and c.document_number = wanted.document_number
    and ((c.circonscription, c.cadastre, c.designation, c.acte_type) = (wanted.circonscription, wanted.cadastre, wanted.designation, wanted.acte_type)
      or c.asked = document)
  order by c.asked = document desc nulls last limit 1
  for update;
  return v_row;
end $$;
