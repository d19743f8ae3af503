-- workers_ocr_spend: what reading cost today, by the registry's day, or for one document.
-- Request: job_id: of one document, over all days; null: of today. total: true of today's sum alone, which is one row.
-- Answer: {"day", "calls", "usd", "doubtful_usd", "estimated_usd", "groups": [{"dossier", "model", "tier", "calls", "input_tokens", "cached_tokens",
--   "output_tokens", "usd"}… the 10 largest]}, in US dollars; of a total only day and usd count.
-- Promise: reads only. A question that was never settled counts as it was estimated (doubtful_usd).
create or replace function public.workers_ocr_spend(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_day constant date := workers_internal.registre_day(workers_internal.clock());
  v_job constant uuid := request->>'job_id';
begin
  if coalesce((request->>'total')::boolean, false) then
    return jsonb_build_object(
      'day', v_day, 'calls', 0, 'usd', coalesce((select d.usd from public.ocr_days as d where d.day = v_day), 0), 'doubtful_usd', 0, 'estimated_usd', 0, 'groups', '[]'::jsonb);
  end if;
  return (
    with calls as (
      select c.dossier, c.model, c.tier, c.input_tokens, c.cached_tokens, c.output_tokens, c.cost_usd, c.estimated_usd from public.ocr_calls as c where c.job_id = v_job
      union all
      select c.dossier, c.model, c.tier, c.input_tokens, c.cached_tokens, c.output_tokens, c.cost_usd, c.estimated_usd from public.ocr_calls as c
      where v_job is null and (c.opened_at at time zone 'America/Toronto')::date = v_day
    ), groups as (
      select c.dossier, c.model, c.tier, count(*) as calls, coalesce(sum(c.input_tokens), 0) as input_tokens, coalesce(sum(c.cached_tokens), 0) as cached_tokens,
        coalesce(sum(c.output_tokens), 0) as output_tokens, sum(coalesce(c.cost_usd, c.estimated_usd)) as usd, sum(c.estimated_usd) as estimated_usd,
        coalesce(sum(c.estimated_usd) filter (where c.cost_usd is null), 0) as doubtful_usd
      from calls as c group by 1, 2, 3
    ), ranked as (
      select g.*, row_number() over (order by g.usd desc, g.dossier, g.model, g.tier) as rank from groups as g
    )
    select jsonb_build_object(
      'day', v_day, 'calls', coalesce(sum(r.calls), 0), 'usd', coalesce(sum(r.usd), 0), 'doubtful_usd', coalesce(sum(r.doubtful_usd), 0),
      'estimated_usd', coalesce(sum(r.estimated_usd), 0),
      'groups', coalesce(jsonb_agg(to_jsonb(r) - 'rank' - 'estimated_usd' - 'doubtful_usd' order by r.rank) filter (where r.rank <= 10), '[]'))
    from ranked as r);
end $$;
