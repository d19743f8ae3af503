-- workers_health: signs of trouble that no queue figure shows.
-- Request: environment. Answer: {"now", "uncertain": {"count", "id", "cad"}, "stuck": {"count", "id", "seconds"}, "unstored": {"count", "id", "seconds"},
--   "ended": {"failed", "all", "outcome", "id"}, "review": {"documents", "seconds"}}. id is a document, the one that has waited longest; null where the count is 0.
--   uncertain: purchases that nobody knows the end of. stuck: documents at 2 whose lease ended more than a minute ago, or that have none and have stood there
--   for ten minutes. unstored: paid bytes that have lain on a machine's disk for ten minutes. ended: what came to 4 or 5 in the last day, by the history, and of it
--   what stands at 5 otherwise than by a final answer of the registry or a person's word, with the commonest outcome. review: documents with open doubts, the
--   age of the oldest.
-- Promise: reads only, by the database's clock, which is now.
create or replace function public.workers_health(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_environment constant text := request->>'environment';
  v_uncertain jsonb;
  v_ended jsonb;
begin
  select jsonb_build_object('count', count(*), 'cad', coalesce(sum(u.cad), 0), 'id', (array_agg(u.id order by u.at))[1]) into v_uncertain
  from (
    select q.id, q.updated_at as at, (
      select c.price_cad from public.registre_consultations as c where c.job_id = q.id and c.submitting_at is not null order by c.submitting_at desc limit 1) as cad
    from public.extraction_queue as q where q.status_id = 5 and q.outcome = 'purchase_uncertain') as u;
  with ended as (
    select distinct on (e.job_id) e.job_id, e.at, e.to_status from public.job_events as e
    where e.at > v_now - interval '1 day' and e.to_status in (4, 5) order by e.job_id, e.id desc
  ), failed as (
    select q.id, q.outcome, e.at from ended as e join public.extraction_queue as q on q.id = e.job_id and q.status_id = 5
    where e.to_status = 5 and coalesce(q.outcome, '') not in ('not_found', 'paper_only', 'ambiguous', 'cancelled', 'purchase_uncertain')
  )
  select jsonb_build_object('all', (select count(*) from ended), 'failed', count(*), 'outcome', mode() within group (order by f.outcome), 'id', (array_agg(f.id order by f.at desc))[1])
  into v_ended from failed as f;
  return jsonb_build_object(
    'now', v_now,
    'uncertain', v_uncertain,
    'ended', v_ended,
    'stuck', (
      select jsonb_build_object('count', count(*), 'id', (array_agg(s.id order by s.since))[1], 'seconds', extract(epoch from v_now - min(s.since))) from (
        select q.id, q.lease_expires_at as since from public.extraction_queue as q where q.status_id = 2 and q.lease_expires_at < v_now - interval '1 minute'
        union all
        select q.id, coalesce(q.processing_started_at, q.updated_at, q.created_at) from public.extraction_queue as q
        where q.status_id = 2 and q.lease_expires_at is null and coalesce(q.processing_started_at, q.updated_at, q.created_at) < v_now - interval '10 minutes') as s),
    'unstored', (
      select jsonb_build_object('count', count(*), 'id', (array_agg(c.job_id order by c.received_at))[1], 'seconds', extract(epoch from v_now - min(c.received_at)))
      from public.registre_consultations as c
      where c.environment = v_environment and c.state = 'received' and c.received_at < v_now - interval '10 minutes'),
    'review', (
      select jsonb_build_object('documents', count(distinct r.job_id), 'seconds', extract(epoch from v_now - min(r.opened_at)))
      from public.ocr_reviews as r join public.extraction_queue as q on q.id = r.job_id and q.status_id = 4 and q.claim_token = r.claim_token
      where r.state = 'open'));
end $$;
