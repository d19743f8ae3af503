-- workers_calls: what was ordered over the network, the latest first.
-- Request: limit (1 to 500; 50), before_at and before_id (of the last that was told; both may be left out), key_id, verb, document_id (each may be left out).
-- Answer: {"calls": [{"id", "key_id", "key_name", "address", "verb", "document_id", "about", "opened_at", "settled_at", "status"}…], "more": bool}.
-- Promise: reads only; neither hashes nor answers are told.
create or replace function public.workers_calls(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 50), 1), 500);
  v_calls json;
begin
  select json_agg(t) into v_calls from (
    select c.id, c.key_id, coalesce(c.key_name, k.name) as key_name, c.address, c.verb, c.document_id, c.about, c.opened_at, c.settled_at, c.status
    from public.access_calls as c left join public.access_keys as k on k.id = c.key_id
    where (request->>'before_at' is null or (c.opened_at, c.id) < ((request->>'before_at')::timestamptz, (request->>'before_id')::uuid))
      and (request->>'key_id' is null or c.key_id = request->>'key_id')
      and (request->>'verb' is null or c.verb = request->>'verb')
      and (request->>'document_id' is null or c.document_id = (request->>'document_id')::uuid)
    order by c.opened_at desc, c.id desc limit v_limit + 1) as t;
  return json_build_object(
    'calls', coalesce((select json_agg(e.value order by e.ordinality) from json_array_elements(v_calls) with ordinality as e where e.ordinality <= v_limit), '[]'),
    'more', coalesce(json_array_length(v_calls), 0) > v_limit);
end $$;
