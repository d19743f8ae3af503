-- workers_leases: what is leased to the named workers at this moment.
-- Request: workers: [worker id…]. Answer: {"jobs": [{id, document_number, claim_token, worker_id, lease_expires_at}…]}.
-- Promise: reads only.
create or replace function public.workers_leases(request jsonb) returns json
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object(
    'id', q.id, 'document_number', left(coalesce(nullif(q.document_number_normalized, ''), q.document_number, ''), 100), 'claim_token', q.claim_token, 'worker_id', q.worker_id, 'lease_expires_at', q.lease_expires_at)), '[]'))
  from public.extraction_queue as q
  where q.status_id = 2 and q.worker_id in (select jsonb_array_elements_text(request->'workers'))
$$;
