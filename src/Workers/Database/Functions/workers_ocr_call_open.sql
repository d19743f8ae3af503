-- workers_ocr_call_open: writes a question to the model down before it is sent.
-- Request: id, job_id, content_sha256, kind, pages (for people), model, tier, estimated_usd; budget_usd: the most that a day may cost, null of none.
-- Answer: {"opened": true}, or {"opened": false, "spent_usd", "opens_at", "opens_in_seconds"} where it would pass the budget: nothing is written.
-- Promise: the same id is written once. Days are the registry's; what was never settled counts as it was estimated. Under a budget one question
--   of an environment is weighed at a time, so that two together do not pass it.
create or replace function public.workers_ocr_call_open(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_day constant date := workers_internal.registre_day(v_now);
  v_budget constant numeric := (request->>'budget_usd')::numeric;
  v_opens constant timestamptz := (v_day + 1)::timestamp at time zone 'America/Toronto';
  v_spent numeric;
begin
  if v_budget is not null and not exists (select from public.ocr_calls as c where c.id = (request->>'id')::uuid) then
    perform pg_advisory_xact_lock(hashtextextended('workers_ocr_call_open', 0));
    select coalesce(sum(coalesce(c.cost_usd, c.estimated_usd)), 0) into v_spent
    from public.ocr_calls as c where (c.opened_at at time zone 'America/Toronto')::date = v_day;
    if v_spent + (request->>'estimated_usd')::numeric > v_budget then
      return jsonb_build_object('opened', false, 'spent_usd', v_spent, 'opens_at', v_opens, 'opens_in_seconds', extract(epoch from v_opens - v_now)::float8);
    end if;
  end if;
  insert into public.ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, tier, opened_at, estimated_usd)
  select a.id, a.job_id, (select workers_internal.dossier_of(q.dossier) from public.extraction_queue as q where q.id = a.job_id),
    a.content_sha256, a.kind, a.pages, a.model, a.tier, v_now, a.estimated_usd
  from jsonb_to_record(request) as a(id uuid, job_id uuid, content_sha256 text, kind text, pages text, model text, tier text, estimated_usd numeric)
  on conflict (id) do nothing;
  return jsonb_build_object('opened', true);
end $$;
