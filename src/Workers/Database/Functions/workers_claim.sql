-- workers_claim: gives waiting documents to workers that have nothing to do (1→2 download, 3→2 OCR).
-- Request: request_id (uuid of this call), lease_seconds, machine_id, wants: [{stage, source, workers: [worker id…]}…].
--   stage download: source null takes every source that this program knows. stage ocr: source is index or acte.
-- Answer: {"jobs": [claimed row…]}, at most one per worker.
-- Promise: a row goes to one worker; the token rises, so older holders can write nothing; the attempt is counted now,
--   so a crash counts; the same request_id repeats its answer with a fresh lease. A token is a time in microseconds, so one that was
--   given before a failover or a restore is not given again; a kind of document that is not known is never claimed.
create or replace function public.workers_claim(request jsonb) returns json
language plpgsql security definer set search_path = ''
-- Planned once a session, not at every call: planning costs more than the work. Such a plan must stay good from an empty queue
-- to a long one, whatever the statistics say, so it walks the indexes, which are in the order asked for.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_lease constant interval := make_interval(secs => (request->>'lease_seconds')::float8);
  v_request constant uuid := (request->>'request_id')::uuid;
  v_machine constant text := request->>'machine_id';
  v_token constant bigint := extract(epoch from clock_timestamp()) * 1000000;
  v_want jsonb;
  v_workers text[];
  v_picked uuid[];
  v_claimed json[] := '{}';
  v_part json[];
begin
  if v_request is null or v_lease is null then
    raise exception 'workers_claim needs request_id and lease_seconds' using errcode = '22023';
  end if;

  -- A repeated call waits for the first to end, then finds what it claimed.
  perform pg_advisory_xact_lock(hashtextextended(v_request::text, 0));
  if exists (select from public.extraction_queue where status_id = 2 and claim_request_id = v_request) then
    with again as (
      update public.extraction_queue as q set lease_expires_at = v_now + v_lease
      where q.status_id = 2 and q.claim_request_id = v_request
      returning q.*
    )
    select array_agg(workers_internal.claimed(again)) into v_claimed from again;
    return json_build_object('jobs', array_to_json(v_claimed));
  end if;

  for v_want in select value from jsonb_array_elements(request->'wants') loop
    v_workers := array(select jsonb_array_elements_text(v_want->'workers'));
    case
      when v_want->>'stage' = 'download' then
        v_picked := array(
          select q.id from public.extraction_queue as q
          where q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux') and q.available_at <= v_now
            and (q.machine_id is null or q.machine_id = v_machine or q.pinned_until <= v_now)
            and (v_want->>'source' is null or q.document_source::text = v_want->>'source')
          order by q.priority desc, q.available_at, q.id
          for no key update skip locked limit cardinality(v_workers));
      when v_want->>'stage' = 'ocr' and v_want->>'source' = 'index' then
        v_picked := array(
          select q.id from public.extraction_queue as q
          where q.status_id = 3 and q.document_source = 'index' and q.available_at <= v_now
          order by q.priority desc, q.available_at, q.id
          for no key update skip locked limit cardinality(v_workers));
      when v_want->>'stage' = 'ocr' and v_want->>'source' = 'acte' then
        v_picked := array(
          select q.id from public.extraction_queue as q
          where q.status_id = 3 and q.document_source = 'acte' and q.available_at <= v_now
          order by q.priority desc, q.available_at, q.id
          for no key update skip locked limit cardinality(v_workers));
      else
        raise exception 'workers_claim cannot serve %', v_want using errcode = '22023';
    end case;
    continue when cardinality(v_picked) = 0;

    with moved as (
      update public.extraction_queue as q set
        status_id = 2,
        stage = v_want->>'stage',
        worker_id = p.worker,
        processing_started_at = v_now,
        lease_expires_at = v_now + v_lease,
        claim_token = case when q.claim_token < 9223372036854775807 then greatest(q.claim_token + 1, v_token) else v_token end,
        claim_request_id = v_request,
        attemtps = least(greatest(q.attemtps, 0), 2147483646) + (v_want->>'stage' = 'download')::int,
        ocr_attempts = least(greatest(q.ocr_attempts, 0), 2147483646) + (v_want->>'stage' = 'ocr')::int,
        ocr_worker_id = case when v_want->>'stage' = 'ocr' then p.worker else q.ocr_worker_id end,
        ocr_started_at = case when v_want->>'stage' = 'ocr' then v_now else q.ocr_started_at end,
        updated_at = v_now
      from unnest(v_picked, v_workers) with ordinality as p(id, worker, place)
      where q.id = p.id
      returning p.place, q.id, q.stage, q.worker_id, q.claim_token, workers_internal.claimed(q) as claimed
    ), logged as (
      insert into public.job_events (job_id, at, kind, from_status, to_status, stage, worker_id, claim_token)
      select m.id, v_now, 'claimed', case m.stage when 'download' then 1 else 3 end, 2, m.stage, m.worker_id, m.claim_token from moved as m
    )
    select array_agg(m.claimed order by m.place) into v_part from moved as m;
    v_claimed := v_claimed || v_part;
  end loop;
  return json_build_object('jobs', array_to_json(v_claimed));
end $$;
