-- workers_consultation_settle: how a submission ended where no document came of it.
-- Request: id, claim_token, submission (the one that ends; null where there was none), state, note, may_repeat (bool), site (closed | open: how a look for the invoice of a request in doubt found it). state prepared: the site showed that nothing was billed, the search goes on;
--   submitting: what is known of a request in doubt is noted, and with may_repeat that it may be bought again once the invoices were looked at in vain; abandoned: nothing was billed and the search is over, or a doubt
--   was looked at in vain and may be bought again; uncertain: perhaps billed; rejected: billed, not the document asked for, or
--   its accepted bytes are gone: what a person accepted ends with it.
-- Answer: {"done": bool}.
-- Promise: only the last claim that began it settles it, only its last submission, only from the states before; what was not billed has no price; repeating it changes
--   nothing, also when the repetition comes after a later submission. What a doubt waits for its invoice begins anew with the first look at an open site after a closed one.
create or replace function public.workers_consultation_settle(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_to constant text := request->>'state';
  v_from constant text[] := case v_to
    when 'submitting' then array['submitting']
    when 'prepared' then array['prepared', 'submitting']
    when 'abandoned' then array['prepared', 'submitting', 'abandoned']
    when 'uncertain' then array['submitting', 'received', 'uncertain']
    when 'rejected' then array['submitting', 'received', 'uncertain', 'rejected']
  end;
begin
  if v_from is null then
    raise exception 'workers_consultation_settle cannot settle to %', v_to using errcode = '22023';
  end if;
  update public.registre_consultations as c set
    state = v_to,
    submitting_at = case when v_to in ('prepared', 'abandoned') then null else c.submitting_at end,
    price_cad = case when v_to in ('prepared', 'abandoned') then null else c.price_cad end,
    accepted = case when v_to <> 'rejected' then c.accepted end,
    note = coalesce(request->>'note', c.note),
    closed_at = case when v_to = 'submitting' then case request->>'site' when 'closed' then workers_internal.clock() when 'open' then null else c.closed_at end end,
    waits_from = case when v_to = 'submitting' then case when request->>'site' = 'open' and c.closed_at is not null then workers_internal.clock() else c.waits_from end end,
    repurchase_allowed = case when v_to = 'submitting' and (request->>'may_repeat')::boolean then c.submission else c.repurchase_allowed end
  where c.id = (request->>'id')::uuid and c.claim_token = (request->>'claim_token')::bigint
    and c.submission is not distinct from (request->>'submission')::uuid and (c.state = any(v_from)
      or (v_to = 'abandoned' and c.state = 'uncertain' and c.repurchase_allowed = c.submission));
  return jsonb_build_object('done', found);
end $$;
