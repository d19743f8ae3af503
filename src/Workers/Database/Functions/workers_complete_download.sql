-- workers_complete_download: the PDF is in storage (2→3; 2→5 when a cancellation was asked for meanwhile, the PDF kept).
-- Request: jobs: [{id, claim_token, supabase_path, content_sha256, bytes, pages, details}…]; office (see workers_fail).
-- Answer: see workers_internal.written. Promise: only the holder writes; a late holder whose token is current is good.
create or replace function public.workers_complete_download(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s'
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_held uuid[];
  v_index boolean;
  v_acte boolean;
begin
  with moved as (
    update public.extraction_queue as q set
      status_id = case when q.cancel_requested_at is null then 3 else 5 end,
      outcome = case when q.cancel_requested_at is null then null else 'cancelled' end,
      error_message = case when q.cancel_requested_at is null then null else coalesce(request->'office'->>'cancelled_stored', 'Cancelled while it was being downloaded; the document is stored.') end,
      supabase_path = a.supabase_path,
      content_sha256 = a.content_sha256,
      content_bytes = a.bytes,
      page_count = a.pages,
      progress = case when q.document_source = 'plan_cadastraux' then 100 else q.progress end,
      worker_id = null, lease_expires_at = null, claim_request_id = null, machine_id = null,
      lost_leases = 0, hand_backs = 0,
      -- It ran, so it was due, whatever the clock showed then.
      available_at = least(q.available_at, v_now),
      updated_at = v_now
    from (
      select * from jsonb_to_recordset(request->'jobs') as j(
        id uuid, claim_token bigint, supabase_path text, content_sha256 text, bytes bigint, pages integer, details jsonb)
      order by j.id
    ) as a
    where q.id = a.id and case when q.status_id = 2 and q.stage = 'download' then q.claim_token end = a.claim_token
    returning q.id, q.document_source::text as source, q.claim_token, q.status_id, q.supabase_path, a.details
  ), logged as (
    insert into public.job_events (job_id, at, kind, from_status, to_status, stage, claim_token, reason, details)
    select m.id, v_now, 'stored', 2, m.status_id, 'download', m.claim_token, m.supabase_path, m.details from moved as m
  )
  select coalesce(array_agg(m.id), '{}'), bool_or(m.source = 'index'), bool_or(m.source = 'acte') into v_held, v_index, v_acte from moved as m;

  -- A notice serialises commits, so it is given only where nothing else lay ready: those who wait have been told of that.
  if (v_index and not exists (
      select from public.extraction_queue as q where q.status_id = 3 and q.document_source = 'index' and q.available_at <= v_now and q.id <> all(v_held)))
    or (v_acte and not exists (
      select from public.extraction_queue as q where q.status_id = 3 and q.document_source = 'acte' and q.available_at <= v_now and q.id <> all(v_held)))
  then
    perform pg_notify('workers_queue', '');
  end if;
  return workers_internal.written(request->'jobs', v_held, '{stored}');
end $$;
