-- workers_depth: how many documents wait, run and ended.
-- Request: exact (bool), machine_id. Answer: {"queue": [{"status_id", "document_source", "ready", "deferred", "running", "ended",
--   "oldest_seconds", "unclaimed_seconds"}…], "unknown": [{"status_id", "document_source", "count"}…],
--   "refused": [{"id", "said", "until"}…], "refused_count", "pinned", "reviews": {"open", "documents"}}.
--   unknown: rows of a kind that this program does not know; it leaves them alone.
--   refused: rows whose update the database refuses, the latest ten of refused_count; left aside until that time. With exact only.
--   reviews: what a person has to decide about readings, and of how many documents. With exact only.
--   pinned: whether a document waits for one machine, so that the figures are that machine's alone.
--   Without exact: statuses 1 to 3 only, the first 10 000 waiting of each at most, so that it stays cheap on a long queue.
-- Promise: reads only. ready can be claimed now; deferred waits for its time, or for a machine other than machine_id, if that is
--   given; oldest_seconds is the age of the oldest ready one, unclaimed_seconds how long one has been ready.
create or replace function public.workers_depth(request jsonb) returns json
language plpgsql security definer set search_path = ''
-- The indexes are in the order asked for; statistics lag behind a queue and would have thousands of rows sorted.
set enable_sort = off as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_exact constant boolean := coalesce((request->>'exact')::boolean, false);
  v_machine constant text := request->>'machine_id';
  v_most constant bigint := case when v_exact then null else 10000 end;
  v_queue jsonb;
  v_unknown jsonb;
  v_refused jsonb;
  v_refused_count bigint;
  v_pinned boolean;
  v_reviews jsonb;
begin
  with seen as (
    (select q.status_id, q.document_source::text as source,
        case when q.machine_id <> v_machine then greatest(q.available_at, q.pinned_until) else q.available_at end as available_at,
        q.created_at, q.updated_at, q.machine_id is not null and q.pinned_until > v_now as pinned
      from public.extraction_queue as q where q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux') order by (q.available_at at time zone 'UTC') - least(greatest(q.priority, -100000), 100000) * interval '10 minutes', q.id limit v_most)
    union all
    (select q.status_id, 'index', q.available_at, q.created_at, q.updated_at, false from public.extraction_queue as q
      where q.status_id = 3 and q.document_source = 'index' order by (q.available_at at time zone 'UTC') - least(greatest(q.priority, -100000), 100000) * interval '10 minutes', q.id limit v_most)
    union all
    (select q.status_id, 'acte', q.available_at, q.created_at, q.updated_at, false from public.extraction_queue as q
      where q.status_id = 3 and q.document_source = 'acte' order by (q.available_at at time zone 'UTC') - least(greatest(q.priority, -100000), 100000) * interval '10 minutes', q.id limit v_most)
    union all
    (select q.status_id, q.document_source::text, null, null, null, false from public.extraction_queue as q where q.status_id = 2 and q.document_source in ('index', 'acte', 'plan_cadastraux'))
  ), counted as (
    select s.status_id, s.source,
      count(*) filter (where s.available_at <= v_now) as ready,
      count(*) filter (where s.available_at > v_now) as deferred,
      count(*) filter (where s.available_at is null) as other,
      bool_or(s.pinned) as pinned,
      extract(epoch from v_now - min(s.created_at) filter (where s.available_at <= v_now and isfinite(s.created_at))) as oldest,
      extract(epoch from v_now - min(greatest(s.available_at, s.updated_at)) filter (where s.available_at <= v_now and isfinite(greatest(s.available_at, s.updated_at)))) as unclaimed
    from seen as s group by s.status_id, s.source
    union all
    select q.status_id, q.document_source::text, 0, 0, count(*), false, null, null from public.extraction_queue as q
    where v_exact and (q.status_id in (4, 5) or (q.status_id = 3 and q.document_source = 'plan_cadastraux'))
      and q.document_source in ('index', 'acte', 'plan_cadastraux')
    group by q.status_id, q.document_source
  )
  select jsonb_agg(jsonb_build_object(
    'status_id', c.status_id, 'document_source', c.source, 'ready', c.ready, 'deferred', c.deferred,
    'running', case when c.status_id = 2 then c.other else 0 end,
    'ended', case when c.status_id <> 2 then c.other else 0 end,
    'oldest_seconds', case when c.oldest is not null then greatest(c.oldest, 0) end,
    'unclaimed_seconds', case when c.unclaimed is not null then greatest(c.unclaimed, 0) end) order by c.status_id, c.source), bool_or(c.pinned) into v_queue, v_pinned
  from counted as c;
  select jsonb_agg(jsonb_build_object('status_id', u.status_id, 'document_source', u.source, 'count', u.count) order by u.status_id, u.source) into v_unknown
  from (
    select q.status_id, q.document_source::text as source, count(*) as count from public.extraction_queue as q
    where (q.document_source in ('index', 'acte', 'plan_cadastraux')) is not true group by 1, 2
  ) as u;
  if v_exact then
    select count(*), jsonb_agg(jsonb_build_object('id', f.job_id, 'said', f.said, 'until', f.until) order by f.place) filter (where f.place <= 10) into v_refused_count, v_refused
    from (
      select r.job_id, r.said, r.until, row_number() over (order by r.at desc, r.job_id) as place from workers_internal.refused_rows as r
      where exists (select from public.extraction_queue as q where q.id = r.job_id and q.status_id in (1, 2, 3))
    ) as f;
    select jsonb_build_object('open', count(*), 'documents', count(distinct r.job_id)) into v_reviews
    from public.ocr_reviews as r join public.extraction_queue as q on q.id = r.job_id and q.status_id = 4 and q.claim_token = r.claim_token
    where r.state = 'open';
  end if;
  return jsonb_build_object('queue', coalesce(v_queue, '[]'), 'unknown', coalesce(v_unknown, '[]'),
    'refused', coalesce(v_refused, '[]'), 'refused_count', coalesce(v_refused_count, 0), 'pinned', coalesce(v_pinned, false), 'reviews', v_reviews);
end $$;
