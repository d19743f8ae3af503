-- workers_upload_open: a file that somebody begins to bring.
-- Request: id, by, key_id (of the network; left out by a command), document (as workers_enqueue takes one) or job_id (a document that waits to be bought), metadata (to be told again),
--   bytes, arrived (bytes where it lies whole with whoever brings it; 0), accepts_other (it is kept though it names itself otherwise), keep_seconds, most_open (of one key, of those that come in pieces).
-- Answer: {"upload": see workers_internal.upload, or null, "fault": why it is refused, or null}.
-- Promise: with the same id again it is the first one. The queue is not changed; what cannot be asked for is refused by name.
create or replace function public.workers_upload_open(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_job constant uuid := (request->>'job_id')::uuid;
  v_arrived constant bigint := coalesce((request->>'arrived')::bigint, 0);
  v_document jsonb := request->'document';
  v_upload public.document_uploads;
  v_fault text;
begin
  select u.* into v_upload from public.document_uploads as u where u.id = (request->>'id')::uuid;
  if found then
    return json_build_object('upload', workers_internal.upload(v_upload), 'fault', null);
  end if;
  if v_job is not null then
    select jsonb_build_object('document_source', q.document_source, 'document_number', q.document_number, 'circonscription_fonciere', q.circonscription_fonciere, 'cadastre', q.cadastre,
      'designation_secondaire', q.designation_secondaire, 'acte_type', q.acte_type, 'dossier', q.dossier) into v_document
    from public.extraction_queue as q where q.id = v_job;
  end if;
  v_fault := coalesce(
    workers_internal.bring_fault(v_job, v_document->>'dossier'),
    workers_internal.brought_fault(v_document, coalesce(v_job, (select q.id from public.extraction_queue as q where q.idempotency_key = v_document->>'idempotency_key'))),
    case when request->>'key_id' is not null and v_arrived < (request->>'bytes')::bigint and (request->>'most_open')::integer <= (
      select count(*) from public.document_uploads as u where u.key_id = request->>'key_id' and u.state in ('open', 'storing') and u.ends_at > v_now
        and (u.arrived < u.bytes or exists (select from public.document_upload_pieces as p where p.upload_id = u.id)))
    then format('%s uploads of this key are open: end some, or bring their rest', request->>'most_open') end);
  if v_fault is null then
    insert into public.document_uploads (id, key_id, brought_by, document, metadata, dossier, job_id, accepts_other, bytes, arrived, made_at, ends_at)
    values ((request->>'id')::uuid, request->>'key_id', left(request->>'by', 200), v_document, request->>'metadata', workers_internal.dossier_of(v_document->>'dossier'), v_job,
      coalesce((request->>'accepts_other')::boolean, false), (request->>'bytes')::bigint, v_arrived, v_now,
      v_now + make_interval(secs => (request->>'keep_seconds')::double precision))
    on conflict (id) do nothing;
    select u.* into v_upload from public.document_uploads as u where u.id = (request->>'id')::uuid;
  end if;
  return json_build_object('upload', case when v_upload.id is not null then workers_internal.upload(v_upload) end, 'fault', v_fault);
end $$;
