-- workers_uploads: files that somebody brings and that are no document's yet, the latest first.
-- Request: limit (1 to 500; 50), before_at and before_id (of the last that was told; both may be left out).
-- Answer: {"uploads": [see workers_internal.upload…], "more": bool}. Promise: reads only. One whose time is over is told until it is removed.
create or replace function public.workers_uploads(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit constant integer := least(greatest(coalesce((request->>'limit')::integer, 50), 1), 500);
  v_rows jsonb;
begin
  select jsonb_agg(workers_internal.upload(t.u) order by (t.u).made_at desc, (t.u).id desc) into v_rows from (
    select u from public.document_uploads as u
    where u.state in ('open', 'storing')
      and (request->>'before_at' is null or (u.made_at, u.id) < ((request->>'before_at')::timestamptz, (request->>'before_id')::uuid))
    order by u.made_at desc, u.id desc limit v_limit + 1) as t;
  return json_build_object(
    'uploads', case when jsonb_array_length(v_rows) > v_limit then v_rows - v_limit else coalesce(v_rows, '[]') end, 'more', coalesce(jsonb_array_length(v_rows), 0) > v_limit);
end $$;
