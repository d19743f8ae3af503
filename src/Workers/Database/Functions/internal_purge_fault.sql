-- workers_internal.purge_fault(job): why a document cannot be purged now.
-- Input: its id; its row may be gone. Output: a sentence with the next step; null where nothing stands in the way. Promise: reads only.
create or replace function workers_internal.purge_fault(job uuid) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_row public.extraction_queue;
  v_open public.registre_consultations;
begin
  select q.* into v_row from public.extraction_queue as q where q.id = job;
  select c.* into v_open from public.registre_consultations as c
  where c.job_id = job and (c.state in ('submitting', 'uncertain', 'received') or (c.state = 'rejected' and c.obtained->'unproven' = 'true'))
  order by c.prepared_at desc limit 1;
  return case
    when v_row.status_id = 2 then format('%s works on it: wait for its end, or cancel it', coalesce(v_row.worker_id, 'somebody'))
    when v_row.status_id = 1 then 'it waits to be bought: cancel it first'
    when v_row.status_id = 3 and v_row.document_source <> 'plan_cadastraux' then 'it waits to be read: cancel it first'
    when v_row.id is not null and v_row.status_id not in (3, 4, 5) then format('its status %s is none that this program knows', v_row.status_id)
    when v_open.state = 'received' then 'it is paid and its bytes are not stored yet: retry it'
    when v_open.id is not null then format('its purchase of %s by account %s is uncertain: retry looks it up', (v_open.submitting_at at time zone 'America/Toronto')::date, v_open.account)
    when v_row.outcome = 'purchase_uncertain' and not exists (select from public.registre_consultations as c where c.job_id = job and c.submitting_at is not null)
      then 'it may be bought, and no purchase of it is known: look at the invoices, then retry or cancel it'
    when exists (
      select from public.registre_invoice_differences as d join public.registre_consultations as c on c.id = d.consultation_id
      where c.job_id = job and d.resolved_at is null) then 'an invoice and the ledger disagree about it: see invoices list'
    when v_row.id is null and not exists (select from public.document_purges as p where p.job_id = job)
      and not exists (select from public.job_events as e where e.job_id = job) and not exists (select from public.registre_consultations as c where c.job_id = job)
      and not exists (select from public.ocr_calls as c where c.job_id = job) and not exists (select from public.ocr_reviews as r where r.job_id = job)
      then 'no such document'
  end;
end $$;
