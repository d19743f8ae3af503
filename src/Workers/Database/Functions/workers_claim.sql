-- workers_claim: gives waiting documents to workers that have nothing to do (1→2 download, 3→2 OCR).
-- Request: request_id (uuid of this call), lease_seconds, machine_id, each, dossier_turn, wants: [{stage, source, without, workers: [worker id…]}…].
--   dossier_turn: every how many documents one is taken from the next dossier in turn instead of by age (4; 0: never).
--   stage download: source null takes every source that this program knows, but those named in without. stage ocr: source is index or acte.
--   each: after an error, every row by itself.
-- Answer: {"jobs": [claimed row…], "refused": [{"id", "document_number", "said"}…]}, at most one job per worker.
--   refused: the database refuses to have the row updated (a trigger or constraint of the owner); it is left aside for a while.
-- Promise: a row goes to one worker; the token rises, so older holders can write nothing; the attempt is counted now,
--   so a crash counts; the same request_id repeats its answer with a fresh lease. A token is a time in microseconds, so one that was
--   given before a failover or a restore is not given again; a kind of document that is not known is never claimed.
--   The order is that of workers_turn_*: by age, where a step of priority counts as ten minutes. A document that waits is passed by those alone that
--   come within ten minutes for each step that they are above it, and by every dossier_turn-th, which goes to the dossiers one after the other.
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
  v_want jsonb;
  v_workers text[];
  v_picked uuid[];
  v_turn uuid[];
  v_turns integer;
  v_kind text;
  v_every constant integer := coalesce((request->>'dossier_turn')::integer, 4);
  v_claimed json[] := '{}';
  v_part json[];
  v_each constant boolean := coalesce((request->>'each')::boolean, false);
  v_aside constant boolean := exists (select from workers_internal.refused_rows);
  v_more constant integer := case when v_each then 20 else 0 end;
  v_id uuid;
  v_refused jsonb := '[]';
begin
  if v_request is null or v_lease is null then
    raise exception 'workers_claim needs request_id and lease_seconds' using errcode = '22023';
  end if;

  -- A repeated call waits for the first to end, then finds what it claimed.
  perform pg_advisory_xact_lock(hashtextextended(v_request::text, 0));
  if exists (select from public.extraction_queue where status_id = 2 and claim_request_id = v_request) then
    v_picked := array(select q.id from public.extraction_queue as q where q.status_id = 2 and q.claim_request_id = v_request);
    if not v_each then
      v_claimed := workers_internal.claim_again(v_picked, v_request, v_lease);
    else
      set constraints all immediate;
      foreach v_id in array v_picked loop
        begin
          v_claimed := v_claimed || workers_internal.claim_again(array[v_id], v_request, v_lease);
        exception when others then
          if not workers_internal.is_of_one_row(sqlstate) then
            raise;
          end if;
          v_refused := v_refused || workers_internal.refuse(v_id, format('%s (%s)', sqlerrm, sqlstate));
        end;
      end loop;
    end if;
    return json_build_object('jobs', array_to_json(v_claimed), 'refused', v_refused);
  end if;

  if v_each then
    set constraints all immediate;
  end if;
  for v_want in select value from jsonb_array_elements(request->'wants') loop
    v_workers := array(select jsonb_array_elements_text(v_want->'workers'));
    -- A claim that names kinds of its downloads, or leaves some out, and each row by itself after an error, go by age alone.
    v_turn := '{}';
    if v_every > 0 and not v_each then
      v_kind := case when v_want->>'stage' = 'ocr' then v_want->>'source' when v_want->>'source' is null and jsonb_typeof(v_want->'without') is distinct from 'array' then 'download' end;
      v_turns := cardinality(v_workers) / v_every + case when cardinality(v_workers) % v_every > 0 and v_kind is not null and case v_kind
          when 'download' then nextval('workers_internal.claims_download')
          when 'index' then nextval('workers_internal.claims_index')
          else nextval('workers_internal.claims_acte') end % v_every < cardinality(v_workers) % v_every then 1 else 0 end;
      if v_turns > 0 and v_kind is not null then
        v_turn := workers_internal.dossier_turn(v_kind, v_turns, v_machine);
      end if;
    end if;
    case
      when v_want->>'stage' = 'download' then
        v_picked := v_turn || array(
          select q.id from public.extraction_queue as q
          where q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux') and q.available_at <= v_now
            and (q.machine_id is null or q.machine_id = v_machine or q.pinned_until <= v_now)
            and (v_want->>'source' is null or q.document_source::text = v_want->>'source')
            and (v_want->'without' is null or not v_want->'without' ? q.document_source::text)
            and q.id <> all(v_turn)
            and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
          order by (q.available_at at time zone 'UTC') - least(greatest(q.priority, -100000), 100000) * interval '10 minutes', q.id
          for no key update skip locked limit cardinality(v_workers) - cardinality(v_turn) + v_more);
      when v_want->>'stage' = 'ocr' and v_want->>'source' = 'index' then
        v_picked := v_turn || array(
          select q.id from public.extraction_queue as q
          where q.status_id = 3 and q.document_source = 'index' and q.available_at <= v_now
            and q.id <> all(v_turn)
            and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
          order by (q.available_at at time zone 'UTC') - least(greatest(q.priority, -100000), 100000) * interval '10 minutes', q.id
          for no key update skip locked limit cardinality(v_workers) - cardinality(v_turn) + v_more);
      when v_want->>'stage' = 'ocr' and v_want->>'source' = 'acte' then
        v_picked := v_turn || array(
          select q.id from public.extraction_queue as q
          where q.status_id = 3 and q.document_source = 'acte' and q.available_at <= v_now
            and q.id <> all(v_turn)
            and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
          order by (q.available_at at time zone 'UTC') - least(greatest(q.priority, -100000), 100000) * interval '10 minutes', q.id
          for no key update skip locked limit cardinality(v_workers) - cardinality(v_turn) + v_more);
      else
        raise exception 'workers_claim cannot serve %', v_want using errcode = '22023';
    end case;
    continue when cardinality(v_picked) = 0;

    v_part := '{}';
    if not v_each then
      v_part := workers_internal.claim_picked(v_want->>'stage', v_picked, v_workers, v_request, v_lease);
    else
      foreach v_id in array v_picked loop
        exit when cardinality(v_part) = cardinality(v_workers);
        begin
          v_part := v_part || workers_internal.claim_picked(v_want->>'stage', array[v_id], v_workers[cardinality(v_part) + 1:], v_request, v_lease);
        exception when others then
          if not workers_internal.is_of_one_row(sqlstate) then
            raise;
          end if;
          v_refused := v_refused || workers_internal.refuse(v_id, format('%s (%s)', sqlerrm, sqlstate));
        end;
      end loop;
    end if;
    if cardinality(v_part) < least(cardinality(v_picked), cardinality(v_workers)) then
      select v_refused || coalesce(jsonb_agg(workers_internal.refuse(p.id, 'a trigger of the table leaves its update out')), '[]') into v_refused
      from unnest(v_picked) as p(id)
      where not exists (select from public.extraction_queue as q where q.id = p.id and q.status_id = 2 and q.claim_request_id = v_request)
        and not v_refused @> jsonb_build_array(jsonb_build_object('id', p.id));
    end if;
    if v_aside then
      delete from workers_internal.refused_rows as r
      where r.job_id = any(v_picked) and exists (
        select from public.extraction_queue as q where q.id = r.job_id and q.status_id = 2 and q.claim_request_id = v_request);
    end if;
    v_claimed := v_claimed || v_part;
  end loop;
  return json_build_object('jobs', array_to_json(v_claimed), 'refused', v_refused);
end $$;
