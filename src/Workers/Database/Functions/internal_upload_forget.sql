-- workers_internal.upload_forget(ids): rows of files that are brought no more, or that a document has.
-- Input: their ids. Output: nothing. Promise: what may still become a document's stays as it is. A row goes when nothing of it is left in the store and nobody puts anything there;
--   until then it stays without what tells of the document, and its time is over.
create or replace function workers_internal.upload_forget(ids uuid[]) returns void
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
begin
  delete from public.document_uploads as u where u.id = any(ids) and u.state not in ('open', 'storing') and (u.putting_until > v_now) is not true and (u.state = 'entered' or u.supabase_path is null)
    and not exists (select from public.document_upload_pieces as p where p.upload_id = u.id);
  update public.document_uploads as u set
    document = jsonb_build_object('document_source', u.document->>'document_source', 'document_number', ''), metadata = null, dossier = null, job_id = null, ends_at = least(u.ends_at, v_now)
  where u.id = any(ids) and u.state not in ('open', 'storing');
end $$;
