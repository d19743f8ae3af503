-- workers_keep: one batch of pruning by age; called again while there is more.
-- Request: history_days, readings_days, spend_days, bulk_days, orders_days (0 or null: kept), batch (rows of each kind at the most, 500; 5000 at the most).
-- Answer: {"turn": false where another daemon is at it, "removed": {"history", "readings", "spend_details", "differences", "bulk_changes", "orders", "deliveries"}, "more": bool}.
-- Promise: amounts stay. History goes of what ended alone, and not where a purchase is open, a doubt about the reading waits for a person, or it is younger; readings of a page
--   not where a document that waits to be read has that content or a doubt about it waits; of a settled question to the model the row stays without
--   what people read in it; of invoices what was resolved; orders for many documents when they are over; what operators ordered of daemons when something newer was ordered of the same; deliveries to addresses, with the history, when they have ended or wait for one that is disabled. A pass over one kind rests for six hours when it is over. One batch at a time in a database.
create or replace function public.workers_keep(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '1s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_batch constant integer := least(greatest(coalesce((request->>'batch')::integer, 500), 1), 5000);
  v_days constant jsonb := jsonb_build_object('history', request->'history_days', 'readings', request->'readings_days',
    'spend_details', request->'spend_days', 'differences', request->'spend_days', 'bulk_changes', request->'bulk_days', 'orders', request->'orders_days', 'deliveries', request->'history_days');
  v_rest constant interval := '6 hours';
  v_kind workers_internal.keeping;
  v_cutoff timestamptz;
  v_seen integer;
  v_removed integer;
  v_last uuid;
  v_at timestamptz;
  v_jobs uuid[];
  v_places tid[];
  v_contents text[];
  v_wanted text[];
  v_all jsonb := '{}';
  v_more boolean := false;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('workers keep', 0)) then
    return json_build_object('turn', false, 'removed', '{}'::json, 'more', false);
  end if;
  for v_kind in select k.* from workers_internal.keeping as k where k.rests_until <= v_now and coalesce((v_days->>k.kind)::integer, 0) > 0 order by k.kind loop
    v_cutoff := v_now - make_interval(days => (v_days->>v_kind.kind)::integer);
    v_last := v_kind.after_id;
    v_at := v_kind.after_at;
    case v_kind.kind
      when 'history' then
        -- From document to document through the history's own key, so that nothing else is read.
        with recursive jobs as (
          (select e.job_id, 1 as place from public.job_events as e where e.job_id > v_last order by e.job_id limit 1)
          union all
          (select (select e.job_id from public.job_events as e where e.job_id > j.job_id order by e.job_id limit 1), j.place + 1
          from jobs as j where j.job_id is not null and j.place < v_batch)
        )
        select array_agg(j.job_id order by j.place), count(*) into v_jobs, v_seen from jobs as j where j.job_id is not null;
        with old as (
          select e.job_id, e.id from public.job_events as e
          where e.job_id = any(v_jobs) and e.at < v_cutoff
            and not exists (select from public.extraction_queue as q where q.id = e.job_id
              and ((q.status_id in (4, 5) or (q.status_id = 3 and q.document_source = 'plan_cadastraux')) is not true or q.updated_at >= v_cutoff))
            and not exists (select from public.registre_consultations as c where c.job_id = e.job_id and c.state in ('prepared', 'submitting', 'received', 'uncertain', 'rejected'))
            and not exists (select from public.ocr_reviews as r where r.job_id = e.job_id and r.state = 'open')
            -- Why it failed stands nowhere else.
            and not (exists (select from public.extraction_queue as q where q.id = e.job_id and q.status_id = 5)
              and e.id = (select max(x.id) from public.job_events as x where x.job_id = e.job_id and (x.kind = 'failed' or (x.to_status = 5 and x.kind in ('handed_back', 'rescued', 'cancelled', 'stored')))))
          order by e.job_id, e.id limit v_batch
        ), gone as (
          delete from public.job_events as e using old as o where e.job_id = o.job_id and e.id = o.id returning e.tx, e.id
        ), latest as (
          select g.tx, g.id from gone as g order by g.tx desc, g.id desc limit 1
        ), told as (
          -- Whoever follows the history and has read less may have missed one of these.
          update workers_internal.feed as f set kept_tx = l.tx, kept_id = l.id from latest as l where (f.kept_tx, f.kept_id) < (l.tx, l.id)
        )
        select count(*) into v_removed from gone;
        -- A history that fills the batch may have more: the walk stays before these documents, of which less is left each time.
        v_last := case when v_removed < v_batch then v_jobs[v_seen] else v_kind.after_id end;
        v_seen := greatest(v_seen, case when v_removed = v_batch then v_batch end);
      when 'readings' then
        select array_agg(o.place), array_agg(distinct o.content_sha256), count(*), max(o.created_at) into v_places, v_contents, v_seen, v_at from (
          select p.ctid as place, p.content_sha256, p.created_at from public.ocr_pages as p
          where p.created_at < v_cutoff and p.created_at > v_at order by p.created_at limit v_batch) as o;
        -- One look at what waits, not one for each page.
        v_wanted := array(
          select q.content_sha256 from public.extraction_queue as q where q.status_id in (2, 3) and q.content_sha256 = any(v_contents)
          union select r.content_sha256 from public.ocr_reviews as r where r.state = 'open' and r.content_sha256 = any(v_contents));
        delete from public.ocr_pages as p where p.ctid = any(v_places) and p.content_sha256 = any(v_contents) and p.content_sha256 <> all(v_wanted);
        get diagnostics v_removed = row_count;
      when 'spend_details' then
        with old as (
          select c.id from public.ocr_calls as c where c.pages <> '' and c.settled_at is not null and c.opened_at < v_cutoff order by c.opened_at limit v_batch for no key update skip locked
        ), gone as (
          update public.ocr_calls as c set pages = '', failure = null from old as o where c.id = o.id returning 1
        )
        select count(*), count(*) into v_removed, v_seen from gone;
      when 'differences' then
        with gone as (
          delete from public.registre_invoice_differences as d
          where d.ctid = any(array(select o.ctid from public.registre_invoice_differences as o where o.resolved_at < v_cutoff limit v_batch)) returning 1
        )
        select count(*), count(*) into v_removed, v_seen from gone;
      when 'bulk_changes' then
        v_removed := 0;
        v_seen := 0;
        with gone as (
          delete from public.bulk_changes as b
          where b.id = any(array(select o.id from public.bulk_changes as o where o.state <> 'running' and o.ended_at < v_cutoff limit v_batch)) returning 1
        )
        select count(*), count(*) into v_removed, v_seen from gone;
      when 'orders' then
        -- What holds now is kept in steering, and its event with it.
        perform set_config('workers.forgets', 'yes', true);
        with gone as (
          delete from public.steering_events as e
          where e.number = any(array(select o.number from public.steering_events as o
            where o.recorded_at < v_cutoff and not exists (select from public.steering as s where s.id = o.id) order by o.recorded_at limit v_batch)) returning 1
        )
        select count(*), count(*) into v_removed, v_seen from gone;
        perform set_config('workers.forgets', '', true);
      when 'deliveries' then
        with gone as (
          delete from public.webhook_deliveries as d where d.id = any(array(
            select l.id from (
              (select o.id from public.webhook_deliveries as o where o.ended_at < v_cutoff order by o.ended_at limit v_batch)
              union all
              -- What waits for an address that is disabled never ends, nor what was on its way there when a server died.
              (select o.id from public.webhook_endpoints as e join public.webhook_deliveries as o on o.endpoint_id = e.id and o.state in ('pending', 'delivering') and (o.lease_until > v_now) is not true and o.made_at < v_cutoff
              where e.disabled_at is not null limit v_batch)) as l
            limit v_batch)) returning 1
        )
        select count(*), count(*) into v_removed, v_seen from gone;
    end case;
    update workers_internal.keeping as k set
      removed = k.removed + v_removed,
      after_id = case when v_seen < v_batch then '00000000-0000-0000-0000-000000000000' else coalesce(v_last, k.after_id) end,
      after_at = case when v_seen < v_batch then '-infinity' else coalesce(v_at, k.after_at) end,
      rests_until = case when v_seen < v_batch then v_now + v_rest else k.rests_until end
    where k.kind = v_kind.kind;
    v_more := v_more or v_seen >= v_batch;
    v_all := v_all || jsonb_build_object(v_kind.kind, v_removed);
  end loop;
  return json_build_object('turn', true, 'removed', v_all, 'more', v_more);
end $$;
