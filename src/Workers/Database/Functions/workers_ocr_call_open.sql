-- workers_ocr_call_open: writes a question to the model down before it is sent.
-- Request: id, job_id, content_sha256, kind, pages (for people), model, endpoint (the host that is asked), tier, estimated_usd; budget_usd: the most that a day may cost, null of none.
-- Answer: {"opened": true}, or {"opened": false, "spent_usd", "opens_at", "opens_in_seconds"} where it would pass the budget: nothing is written.
-- Promise: the same id is written once. Days are the registry's; what was never settled counts as it was estimated. The day's row is weighed and
--   changed in one step, so that questions asked together do not pass the budget; a day's first one always fits, so that no question waits for ever.
create or replace function public.workers_ocr_call_open(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_day constant date := workers_internal.registre_day(v_now);
  v_budget constant numeric := (request->>'budget_usd')::numeric;
  v_estimate constant numeric := (request->>'estimated_usd')::numeric;
  v_opens constant timestamptz := (v_day + 1)::timestamp at time zone 'America/Toronto';
begin
  insert into public.ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, endpoint, tier, opened_at, estimated_usd)
  select a.id, a.job_id, (select workers_internal.dossier_of(q.dossier) from public.extraction_queue as q where q.id = a.job_id),
    a.content_sha256, a.kind, a.pages, a.model, a.endpoint, a.tier, v_now, v_estimate
  from jsonb_to_record(request) as a(id uuid, job_id uuid, content_sha256 text, kind text, pages text, model text, endpoint text, tier text)
  on conflict (id) do nothing;
  if not found then
    return jsonb_build_object('opened', true);
  end if;
  insert into public.ocr_days (day) values (v_day) on conflict (day) do nothing;
  update public.ocr_days as d set usd = d.usd + v_estimate
  where d.day = v_day and (v_budget is null or d.usd + v_estimate <= v_budget or (d.usd = 0 and v_budget > 0));
  if found then
    return jsonb_build_object('opened', true);
  end if;
  delete from public.ocr_calls as c where c.id = (request->>'id')::uuid;
  return jsonb_build_object(
    'opened', false, 'spent_usd', (select d.usd from public.ocr_days as d where d.day = v_day), 'opens_at', v_opens, 'opens_in_seconds', extract(epoch from v_opens - v_now)::float8);
end $$;
