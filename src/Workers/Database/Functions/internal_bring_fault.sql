-- workers_internal.bring_fault(job, dossier): why a file cannot become a document's now.
-- Input: the document that is given it, null of a new one; its dossier. Output: a sentence; null where nothing stands in the way. Promise: reads only.
--   Only what waits to be bought and was never perhaps bought takes a file: nobody works on it, and no purchase of it is open.
create or replace function workers_internal.bring_fault(job uuid, dossier text) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_row public.extraction_queue;
  v_purged uuid;
begin
  if exists (select from public.document_purges as p where p.job_id = job) then
    return 'its purge has begun: nothing of it is brought in';
  end if;
  v_purged := (select p.job_id from public.document_purges as p where p.finished_at is null and p.dossier_hash = workers_internal.dossier_hash(dossier) order by p.ordered_at, p.job_id limit 1);
  if v_purged is not null then
    return format('its dossier is being purged, and document %s is not yet: an operator ends that (purge %s --yes); until then nothing of the dossier is brought in', v_purged, v_purged);
  elsif job is null then
    return null;
  end if;
  select q.* into v_row from public.extraction_queue as q where q.id = job;
  return case
    when v_row.id is null then 'there is no such document'
    when v_row.status_id = 2 then 'somebody works on it: wait for its end'
    when v_row.status_id <> 1 then format('it is at %s: only a document that waits to be bought is given a file', v_row.status_id)
    when exists (select from public.registre_consultations as c where c.job_id = job and c.state in ('submitting', 'uncertain', 'received', 'rejected'))
      then 'it may be bought already: its own turn, or retry, looks that up and buys nothing twice'
  end;
end $$;
