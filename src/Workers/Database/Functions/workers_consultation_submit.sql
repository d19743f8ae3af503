-- workers_consultation_submit: the write before the request that bills (prepared→submitting).
-- Request: id, claim_token, submission (uuid of this request to the registry), account, machine_id,
--   tariff: [{price_cad, from}…], budgets: {day, account_day, dossier} in CAD, null where there is none.
-- Answer: {"accepted": bool, "budget": see workers_internal.budget_met, where one stands in the way}.
-- Promise: true only while the claim is held, its lease runs and nobody cancelled the document; the same submission
--   is accepted again, another one never from submitting. What it costs (price_cad) and for which of
--   the office's files (dossier) is written with it. Submissions of
--   a database that have a budget take turns, so that no two of them spend the same rest of it.
create or replace function public.workers_consultation_submit(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_met jsonb;
begin
  -- A submission that a crash or a failover forgets is a second purchase: it waits for the disk, and for the replica where one is named,
  -- whatever the database is set to.
  perform set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') in ('off', 'local');
  if jsonb_path_exists(request, '$.budgets.* ? (@ != null)') then
    perform pg_advisory_xact_lock(hashtextextended('workers budgets', 0));
    -- What is written down as submitting was within its budget and is asked for again.
    select workers_internal.budget_met(c.environment, request->>'account', workers_internal.dossier_of(q.dossier), request) into v_met
    from public.registre_consultations as c join public.extraction_queue as q on q.id = c.job_id
    where c.id = (request->>'id')::uuid and c.claim_token = (request->>'claim_token')::bigint and c.state = 'prepared';
    if v_met is not null then
      return jsonb_build_object('accepted', false, 'budget', v_met);
    end if;
  end if;
  update public.registre_consultations as c set
    state = 'submitting',
    submission = (request->>'submission')::uuid,
    submitting_at = v_now,
    account = request->>'account',
    machine_id = request->>'machine_id',
    dossier = workers_internal.dossier_of(q.dossier),
    price_cad = workers_internal.price_on(request->'tariff', v_now),
    note = case when c.submission = (request->>'submission')::uuid then c.note end,
    closed_at = case when c.submission = (request->>'submission')::uuid then c.closed_at end,
    waits_from = case when c.submission = (request->>'submission')::uuid then c.waits_from end
  from public.extraction_queue as q
  where c.id = (request->>'id')::uuid
    and c.claim_token = (request->>'claim_token')::bigint
    and (c.state = 'prepared' or (c.state = 'submitting' and c.submission = (request->>'submission')::uuid))
    and q.id = c.job_id and q.status_id = 2 and q.claim_token = c.claim_token
    and q.lease_expires_at > v_now and q.cancel_requested_at is null;
  return jsonb_build_object('accepted', found);
end $$;
