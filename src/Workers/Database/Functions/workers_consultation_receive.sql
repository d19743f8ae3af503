-- workers_consultation_receive: the bytes are on a server's disk, synced (prepared, submitting or uncertain→received).
-- Request: id, submission (that brought them), machine_id, local_path, content_sha256, bytes, pages, obtained (what it really is, where it differs),
--   tariff: [{price_cad, from}…].
-- Answer: the consultation.
-- Promise: needs no claim: what was paid for is recorded also after the lease is gone. Bytes of another submission change nothing; other
--   bytes of the same one take the place of those before until they are stored, since what lay on a disk may be damaged.
create or replace function public.workers_consultation_receive(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_row public.registre_consultations;
begin
  update public.registre_consultations as c set
    state = 'received',
    received_at = v_now,
    -- What was received was paid for, also where the answer to the request was taken for a refusal.
    submitting_at = coalesce(c.submitting_at, v_now),
    price_cad = coalesce(c.price_cad, workers_internal.price_on(request->'tariff', coalesce(c.submitting_at, v_now))),
    machine_id = request->>'machine_id',
    local_path = request->>'local_path',
    content_sha256 = request->>'content_sha256',
    bytes = (request->>'bytes')::bigint,
    pages = (request->>'pages')::integer,
    obtained = request->'obtained',
    -- What a person accepted are these bytes and no others.
    accepted = case when c.accepted->>'content_sha256' = request->>'content_sha256' then c.accepted end
  where c.id = (request->>'id')::uuid
    and c.submission is not distinct from (request->>'submission')::uuid
    and (c.state in ('prepared', 'submitting', 'uncertain')
      or (c.state = 'received' and (c.machine_id, c.content_sha256) is distinct from (request->>'machine_id', request->>'content_sha256')));
  select c.* into v_row from public.registre_consultations as c where c.id = (request->>'id')::uuid;
  return workers_internal.consultation(v_row);
end $$;
