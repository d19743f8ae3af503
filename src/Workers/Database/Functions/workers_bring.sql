-- workers_bring: a file that somebody brought becomes a document's, without a purchase (1→3).
-- Request: id (of the upload), content_sha256, supabase_path, pages, details, is_stored: false before the file is put into the store (the queue is not changed), true after;
--   keep_seconds.
-- Answer: {"result": "ready" (to be stored within ten minutes) | "created" | "given" (to a document that waited to be bought) | "existing" (a document has this very file)
--   | "busy" (the same object is being taken away: again, from the start, as the reason says) | "refused", "id", "status_id", "reason"}.
-- Promise: one upload becomes one document's, however often it is sent; nobody can claim the document between the two statuses. A document that is worked on, was perhaps
--   bought, has ended, or whose purge has begun is refused, and so is its idempotency_key with another file. What is refused leaves the queue as it was.
--   An operator's leave to buy it again is used up.
create or replace function public.workers_bring(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_sha constant text := request->>'content_sha256';
  v_path constant text := request->>'supabase_path';
  v_is_stored constant boolean := coalesce((request->>'is_stored')::boolean, false);
  v_upload public.document_uploads;
  v_row public.extraction_queue;
  v_added jsonb;
  v_job uuid;
  v_purged uuid;
  v_fault text;
begin
  perform set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') in ('off', 'local');
  select u.* into v_upload from public.document_uploads as u where u.id = v_id for no key update;
  if v_is_stored then
    -- The put is over, whatever becomes of the file.
    update public.document_uploads as u set putting_until = null where u.id = v_id;
  end if;
  -- A purge, or the end of its time, may have come between.
  if v_upload.state = 'entered' then
    return json_build_object('result', 'existing', 'id', v_upload.job_id, 'status_id', (select q.status_id from public.extraction_queue as q where q.id = v_upload.job_id));
  elsif v_upload.id is null or v_upload.state in ('refused', 'dropped') then
    return json_build_object('result', 'refused', 'reason', coalesce(v_upload.fault, 'its time is over'));
  elsif v_upload.state = 'storing' and v_upload.supabase_path <> v_path then
    return json_build_object('result', 'refused', 'reason', 'another file came under the same id');
  end if;

  -- An object has one name for all who bring the same file: whoever puts it and whoever takes it away take turns.
  perform pg_advisory_xact_lock(hashtextextended('workers object ' || v_path, 0));
  v_purged := (
    select p.job_id from public.document_purges as p where p.finished_at is null and (
      exists (select from public.extraction_queue as q where q.id = p.job_id and q.supabase_path = v_path)
      or exists (select from public.registre_consultations as c where c.job_id = p.job_id and c.supabase_path = v_path))
    order by p.ordered_at, p.job_id limit 1);
  v_fault := case
    when v_is_stored and (v_upload.putting_until > v_now) is not true then 'it was not stored in time: send it again'
    when v_purged is not null
      then format('the same file is document %s''s, whose purge has begun and is not over: an operator ends it (purge %s --yes), then send it again', v_purged, v_purged)
    when exists (select from public.document_uploads as o where o.id <> v_id and o.supabase_path = v_path and o.removing_until > v_now)
      then 'the same file was brought before and is being removed: send it again in ten minutes at the latest' end;
  if v_fault is not null then
    return json_build_object('result', 'busy', 'reason', v_fault);
  end if;

  begin
    v_job := coalesce(v_upload.job_id, (select q.id from public.extraction_queue as q where q.idempotency_key = v_upload.document->>'idempotency_key'));
    if not v_is_stored then
      v_fault := workers_internal.brought_fault(v_upload.document, v_job);
    elsif v_job is null then
      v_added := public.workers_enqueue(jsonb_build_object('mode', 'all_or_none', 'documents', jsonb_build_array(v_upload.document), 'request_id', v_id))->'documents'->0;
      v_job := (v_added->>'id')::uuid;
      v_fault := v_added->>'reason';
    end if;
    select q.* into v_row from public.extraction_queue as q where q.id = v_job for no key update;
    if v_row.content_sha256 = v_sha and v_row.supabase_path is not null then
      update public.document_uploads as u set state = 'entered', job_id = v_job where u.id = v_id;
      return json_build_object('result', 'existing', 'id', v_job, 'status_id', v_row.status_id);
    end if;
    v_fault := coalesce(v_fault, workers_internal.bring_fault(v_job, v_upload.dossier));
    if v_fault is not null then
      raise exception using errcode = 'WB001', message = v_fault;
    elsif not v_is_stored then
      update public.document_uploads as u set
        state = 'storing', content_sha256 = v_sha, supabase_path = v_path, putting_until = v_now + interval '10 minutes',
        ends_at = greatest(u.ends_at, v_now + make_interval(secs => (request->>'keep_seconds')::double precision))
      where u.id = v_id;
      return json_build_object('result', 'ready');
    end if;

    update public.extraction_queue as q set
      status_id = 3, supabase_path = v_path, content_sha256 = v_sha, content_bytes = v_upload.bytes, page_count = (request->>'pages')::integer,
      progress = case when q.document_source = 'plan_cadastraux' then 100 else q.progress end,
      error_message = null, machine_id = null, lost_leases = 0, hand_backs = 0, available_at = least(q.available_at, v_now), updated_at = v_now
    where q.id = v_job and q.status_id = 1;
    if not found then
      raise exception using errcode = 'WB001', message = 'a trigger of the table leaves its update out';
    end if;
    update public.registre_consultations as c set state = 'abandoned', note = 'its file was brought' where c.job_id = v_job and c.state = 'prepared';
    delete from workers_internal.repurchases as r where r.job_id = v_job;
    insert into public.job_events (job_id, at, kind, from_status, to_status, reason, details)
    values (v_job, v_now, 'brought', 1, 3, v_upload.brought_by, coalesce(request->'details', '{}') || jsonb_build_object('supabase_path', v_path));
    update public.document_uploads as u set state = 'entered', job_id = v_job where u.id = v_id;
    perform pg_notify('workers_queue', '');
    return json_build_object('result', case when v_added->>'result' = 'created' then 'created' else 'given' end, 'id', v_job, 'status_id', 3);
  exception when sqlstate 'WB001' then
    -- A row that was added for it went with the block, and nobody buys it.
    select q.* into v_row from public.extraction_queue as q where q.id = v_job;
    return json_build_object('result', 'refused', 'id', v_row.id, 'status_id', v_row.status_id, 'reason', sqlerrm);
  end;
end $$;
