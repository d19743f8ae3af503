-- workers_webhook_deliveries: what was told to which address, or is to be, the latest first.
-- Request: endpoint_id, state (each may be left out), limit (1 to 500; 50), before_at and before_id (of the last that was told; both may be left out).
-- Answer: {"deliveries": [{"id", "endpoint_id", "kind", "job_id", "made_at", "state", "attempts", "due_at", "status", "answer", "ended_at"}…], "more": bool}.
-- Promise: reads only.
create or replace function public.workers_webhook_deliveries(request jsonb) returns json
language plpgsql stable security definer set search_path = '' set plan_cache_mode = 'force_custom_plan' as $$
declare
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 50), 1), 500);
  v_rows json;
begin
  select json_agg(t) into v_rows from (
    select d.id, d.endpoint_id, d.kind, d.job_id, d.made_at, d.state, d.attempts, d.due_at, d.status, d.answer, d.ended_at
    from public.webhook_deliveries as d
    where (request->>'endpoint_id' is null or d.endpoint_id = (request->>'endpoint_id')::uuid)
      and (request->>'state' is null or d.state = request->>'state')
      and (request->>'before_at' is null or (d.made_at, d.id) < ((request->>'before_at')::timestamptz, (request->>'before_id')::uuid))
    order by d.made_at desc, d.id desc limit v_limit + 1) as t;
  return json_build_object(
    'deliveries', coalesce((select json_agg(e.value order by e.ordinality) from json_array_elements(v_rows) with ordinality as e where e.ordinality <= v_limit), '[]'),
    'more', coalesce(json_array_length(v_rows), 0) > v_limit);
end $$;
