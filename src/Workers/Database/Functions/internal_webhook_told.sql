-- workers_internal.webhook_told(endpoint): an endpoint as it is told.
-- Input: its row. Output: json; of what waits and is dead it counts a thousand at the most. Promise: reads only; there is no secret to tell.
create or replace function workers_internal.webhook_told(endpoint public.webhook_endpoints) returns json
language sql stable set search_path = '' as $$
  select json_build_object(
    'id', endpoint.id, 'url', endpoint.url, 'description', endpoint.description, 'kinds', endpoint.kinds, 'generation', endpoint.generation, 'former_until', endpoint.former_until,
    'made_at', endpoint.made_at, 'made_by', endpoint.made_by, 'disabled_at', endpoint.disabled_at, 'disabled_why', endpoint.disabled_why,
    'pending', (select count(*) from (select from public.webhook_deliveries as d where d.endpoint_id = endpoint.id and d.state in ('pending', 'delivering') limit 1000) as n),
    'dead', (select count(*) from (select from public.webhook_deliveries as d where d.endpoint_id = endpoint.id and d.state = 'dead' limit 1000) as n))
$$;
