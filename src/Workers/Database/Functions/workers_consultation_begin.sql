-- workers_consultation_begin: what the holder of a document may do at the registry; asked before anything is searched.
-- Request: environment, job_id, claim_token, machine_id, reuse_seconds,
--   document: {source, number, circonscription, cadastre, designation, acte_type}, spelled the same for the same document;
--   asked: the document as it was asked for, once the site's lists showed that it is this one;
--   tariff, budgets: see workers_consultation_submit.
-- Answer: {"verdict", "consultation", "budget": the one that stands in the way of buying it, if any}: open (go on from its state), reuse (it is stored already), busy (another live job
--   has it open), stale (the claim is no longer held).
-- Promise: a document has at most one open row; a row whose job lost its lease is taken over with its state, never reset;
--   a stored acte answers for ever, the same row's document too, others for reuse_seconds. An operator's leave to buy again (workers_retry)
--   is bound here to the request that is in doubt, so it never allows a later one; what was bought in vain is closed by it. Bytes that were
--   never proven to be the document (obtained.unproven) say nothing of the request: it is in doubt again, and its invoice is looked for before it is bought again.
create or replace function public.workers_consultation_begin(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_job constant uuid := (request->>'job_id')::uuid;
  v_token constant bigint := (request->>'claim_token')::bigint;
  v_wanted constant public.registre_consultations := workers_internal.wanted_consultation(request);
  v_row public.registre_consultations;
  v_allowed boolean;
  v_dossier text;
begin
  perform pg_advisory_xact_lock(hashtextextended((request->'document')::text, 1));
  select workers_internal.dossier_of(q.dossier) into v_dossier from public.extraction_queue as q where q.id = v_job and q.status_id = 2 and q.claim_token = v_token;
  if not found then
    return jsonb_build_object('verdict', 'stale');
  end if;

  v_row := workers_internal.open_consultation(v_wanted, request->'document');
  if v_row.id is not null then
    if v_row.job_id <> v_job and exists (
      select from public.extraction_queue as q
      where q.id = v_row.job_id and q.status_id = 2 and q.claim_token = v_row.claim_token and q.lease_expires_at > v_now)
    then
      return jsonb_build_object('verdict', 'busy', 'consultation', workers_internal.consultation(v_row));
    end if;
    delete from workers_internal.repurchases as r where r.job_id = v_job;
    v_allowed := found;
    update public.registre_consultations as c set
      job_id = v_job,
      claim_token = v_token,
      asked = coalesce(nullif(request->'asked', 'null'), c.asked),
      state = case when v_allowed and c.state = 'rejected' then case when c.obtained->'unproven' = 'true' then 'uncertain' else 'abandoned' end else c.state end,
      note = case when v_allowed and c.state = 'rejected' and c.obtained->'unproven' is distinct from 'true' then 'repurchase allowed by an operator' else c.note end,
      repurchase_allowed = case when v_allowed and (c.state in ('submitting', 'uncertain') or (c.state = 'rejected' and c.obtained->'unproven' = 'true')) then c.submission else c.repurchase_allowed end
    where c.id = v_row.id returning c.* into v_row;
    if v_row.state <> 'abandoned' then
      return jsonb_build_object('verdict', 'open', 'consultation', workers_internal.consultation(v_row), 'budget', case when v_row.state = 'prepared' then
        workers_internal.budget_met(v_row.environment, null, v_dossier, request) end);
    end if;
  else
    delete from workers_internal.repurchases as r where r.job_id = v_job;
  end if;

  select c.* into v_row from public.registre_consultations as c
  where c.state = 'stored'
    and c.environment = v_wanted.environment and c.document_source = v_wanted.document_source and c.document_number = v_wanted.document_number
    and ((c.circonscription, c.cadastre, c.designation, c.acte_type) = (v_wanted.circonscription, v_wanted.cadastre, v_wanted.designation, v_wanted.acte_type)
      or c.asked = request->'document')
    and (c.job_id = v_job or c.document_source = 'acte'
      or c.stored_at > v_now - make_interval(secs => (request->>'reuse_seconds')::float8))
  order by c.stored_at desc limit 1;
  if found then
    return jsonb_build_object('verdict', 'reuse', 'consultation', workers_internal.consultation(v_row));
  end if;

  insert into public.registre_consultations as c
    (environment, job_id, claim_token, document_source, document_number, circonscription, cadastre, designation, acte_type, machine_id, state, asked)
  values (v_wanted.environment, v_job, v_token, v_wanted.document_source, v_wanted.document_number, v_wanted.circonscription,
    v_wanted.cadastre, v_wanted.designation, v_wanted.acte_type, request->>'machine_id', 'prepared', nullif(request->'asked', 'null'))
  returning c.* into v_row;
  return jsonb_build_object('verdict', 'open', 'consultation', workers_internal.consultation(v_row),
    'budget', workers_internal.budget_met(v_row.environment, null, v_dossier, request));
end $$;
