-- workers_ocr_spend: what reading cost today, by the registry's day, or for one document.
-- Request: job_id: of one document, over all days; null: of today.
-- Answer: {"day", "calls", "usd", "doubtful_usd", "estimated_usd", "groups": [{"dossier", "model", "tier", "calls", "input_tokens", "cached_tokens",
--   "output_tokens", "usd"}… the 10 largest]}, in US dollars.
-- Promise: reads only. A question that was never settled counts as it was estimated (doubtful_usd).
create or replace function public.workers_ocr_spend(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_day constant date := workers_internal.registre_day(workers_internal.clock());
  v_job constant uuid := request->>'job_id';
begin
  return (
    with calls as (
      select c.* from public.ocr_calls as c where c.job_id = v_job
      union all
      select c.* from public.ocr_calls as c where v_job is null and (c.opened_at at time zone 'America/Toronto')::date = v_day
    ), groups as (
      select c.dossier, c.model, c.tier, count(*) as calls, coalesce(sum(c.input_tokens), 0) as input_tokens, coalesce(sum(c.cached_tokens), 0) as cached_tokens,
        coalesce(sum(c.output_tokens), 0) as output_tokens, sum(coalesce(c.cost_usd, c.estimated_usd)) as usd
      from calls as c group by 1, 2, 3
      order by sum(coalesce(c.cost_usd, c.estimated_usd)) desc, 1, 2, 3 limit 10
    )
    select jsonb_build_object(
      'day', v_day, 'calls', count(*), 'usd', coalesce(sum(coalesce(c.cost_usd, c.estimated_usd)), 0),
      'doubtful_usd', coalesce(sum(c.estimated_usd) filter (where c.cost_usd is null), 0), 'estimated_usd', coalesce(sum(c.estimated_usd), 0),
      'groups', coalesce((select jsonb_agg(to_jsonb(g) order by g.usd desc, g.dossier, g.model, g.tier) from groups as g), '[]'))
    from calls as c);
end $$;
