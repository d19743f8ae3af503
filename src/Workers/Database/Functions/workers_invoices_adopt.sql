-- workers_invoices_adopt: a bill that no ledger knows becomes the purchase in doubt of a document that waits to be bought.
-- Request: environment, job_id, account, document (see workers_consultation_begin), at: when it was billed, line: the invoice's, price_cad (null where the line says none), tariff.
-- Answer: {"done": bool, "state": what stands in the way: gone (no document that waits), running, or the state of its purchase; null when done}.
-- Promise: buys and opens nothing. The document is looked up among the account's invoices before anything else, and is never bought unasked; a document that somebody
--   works on and a purchase that may have been sent stay as they are. Repeating it changes nothing.
create or replace function public.workers_invoices_adopt(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_job constant uuid := (request->>'job_id')::uuid;
  v_at constant timestamptz := (request->>'at')::timestamptz;
  v_note constant text := format('billed to account %s and unknown to this ledger: %s', request->>'account', request->>'line');
  v_wanted constant public.registre_consultations := workers_internal.wanted_consultation(request);
  v_price constant numeric := coalesce((request->>'price_cad')::numeric, workers_internal.price_on(request->'tariff', v_at));
  v_row public.registre_consultations;
  v_running boolean;
  v_dossier text;
begin
  perform pg_advisory_xact_lock(hashtextextended((request->'document')::text, 1));
  select q.status_id = 2 and q.lease_expires_at > workers_internal.clock(), workers_internal.dossier_of(q.dossier) into v_running, v_dossier
  from public.extraction_queue as q where q.id = v_job and q.status_id in (1, 2, 5) and q.supabase_path is null for no key update;
  if not found then
    return json_build_object('done', false, 'state', 'gone');
  elsif v_running then
    return json_build_object('done', false, 'state', 'running');
  end if;

  v_row := workers_internal.open_consultation(v_wanted, request->'document');
  if v_row.id is null then
    insert into public.registre_consultations
      (environment, job_id, claim_token, account, document_source, document_number, circonscription, cadastre, designation, acte_type, state, submission, submitting_at, price_cad, dossier, note)
    values (v_wanted.environment, v_job, 0, request->>'account', v_wanted.document_source, v_wanted.document_number, v_wanted.circonscription,
      v_wanted.cadastre, v_wanted.designation, v_wanted.acte_type, 'uncertain', gen_random_uuid(), v_at, v_price, v_dossier, v_note);
  elsif v_row.state = 'prepared' then
    update public.registre_consultations as c set
      state = 'uncertain', account = request->>'account', submission = gen_random_uuid(), submitting_at = v_at, price_cad = v_price, dossier = v_dossier, note = v_note
    where c.id = v_row.id;
  else
    return json_build_object('done', false, 'state', v_row.state);
  end if;
  return json_build_object('done', true);
end $$;
