-- workers_rescue: takes back documents whose lease has ended, and rows that an older system left at 2 (2→1, 2→3, or 2→5).
-- Request: lease_seconds, free_lost_leases, legacy_minutes, limit, each, not_before, not_after, office (see workers_fail).
-- Answer: {"jobs": [{"id", "document_number", "status_id", "worker_id"}…], "resting": bool, "refused": [{"id", "document_number", "said"}…], "clock", "out_of_step": bool}.
--   each: after an error, every row by itself; one that the database refuses to have updated is in refused and left aside for a while.
--   not_before, not_after: where the caller expects this clock. out_of_step: it is elsewhere, and no lease was judged by it.
-- Promise: never while a holder renews; back to where the claim came from (a row without lease: 3 when its PDF is stored, else 1);
--   the token rises, so the late holder can write nothing. A lost lease costs its attempt, but takes the last one only after
--   free_lost_leases of them without progress. A kind of document that is not known is left alone. Rests for one lease after the server itself came back, so that holders renew first.
--   Who says where this clock must be has seen it go steadily for a lease: a lease that ends further ahead than any can last (600 s) was then
--   written before the clock went back, and since then by nobody, so it has ended.
create or replace function public.workers_rescue(request jsonb) returns json
language plpgsql security definer set search_path = ''
set enable_seqscan = off as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_lease constant interval := make_interval(secs => (request->>'lease_seconds')::float8);
  v_free constant integer := coalesce((request->>'free_lost_leases')::integer, 5);
  v_legacy constant interval := make_interval(mins => coalesce((request->>'legacy_minutes')::integer, 10));
  v_picked uuid[];
  v_not_before constant timestamptz := (request->>'not_before')::timestamptz;
  v_not_after constant timestamptz := (request->>'not_after')::timestamptz;
  v_too_far constant timestamptz := case when v_not_before is null then 'infinity' else v_now + interval '11 minutes' end;
  v_each constant boolean := coalesce((request->>'each')::boolean, false);
  v_aside boolean;
  v_id uuid;
  v_rescued jsonb := '[]';
  v_refused jsonb := '[]';
begin
  if v_now < v_not_before or v_now > v_not_after then
    return jsonb_build_object('jobs', '[]'::jsonb, 'resting', true, 'clock', v_now, 'out_of_step', true);
  end if;
  -- A start that lies ahead was before the clock went back.
  if v_now between pg_postmaster_start_time() and pg_postmaster_start_time() + v_lease then
    return jsonb_build_object('jobs', '[]'::jsonb, 'resting', true, 'clock', v_now);
  end if;

  delete from workers_internal.refused_rows as r
  where not exists (select from public.extraction_queue as q where q.id = r.job_id and q.status_id in (1, 2, 3))
    or r.until < v_now - interval '1 day' or r.until > v_now + interval '16 minutes';
  v_aside := exists (select from workers_internal.refused_rows);
  v_picked := array(
    select q.id from public.extraction_queue as q
    where q.status_id = 2 and q.document_source in ('index', 'acte', 'plan_cadastraux') and (
      q.lease_expires_at < v_now or q.lease_expires_at > v_too_far
      or (q.lease_expires_at is null and coalesce(q.processing_started_at, q.updated_at, q.created_at, q.available_at) < v_now - v_legacy))
      and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
    order by q.lease_expires_at
    for no key update skip locked
    limit coalesce((request->>'limit')::integer, 100));
  if cardinality(v_picked) = 0 then
    return jsonb_build_object('jobs', '[]'::jsonb, 'resting', false, 'clock', v_now);
  end if;

  if not v_each then
    v_rescued := workers_internal.rescue_picked(v_picked, v_free, request->'office');
  else
    set constraints all immediate;
    foreach v_id in array v_picked loop
      begin
        v_rescued := v_rescued || workers_internal.rescue_picked(array[v_id], v_free, request->'office');
      exception when others then
        if not workers_internal.is_of_one_row(sqlstate) then
          raise;
        end if;
        v_refused := v_refused || workers_internal.refuse(v_id, format('%s (%s)', sqlerrm, sqlstate));
      end;
    end loop;
  end if;
  perform pg_notify('workers_queue', '');
  return jsonb_build_object('jobs', v_rescued, 'resting', false, 'refused', v_refused, 'clock', v_now);
end $$;
