-- workers_bulk_cancel: an order about several documents is not carried out any further.
-- Request: id, by. Answer: {"bulk": see workers_internal.bulk_told; null where there is none, "stepped": whether it was ended by this call}.
-- Promise: what it changed by then stays changed; one that has ended stays as it ended.
create or replace function public.workers_bulk_cancel(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '5s' as $$
declare
  v_bulk public.bulk_changes;
  v_ended boolean;
begin
  update public.bulk_changes as b set state = 'cancelled', ended_at = workers_internal.clock(), ended_by = left(request->>'by', 200)
  where b.id = (request->>'id')::uuid and b.state = 'running';
  v_ended := found;
  select b.* into v_bulk from public.bulk_changes as b where b.id = (request->>'id')::uuid;
  return json_build_object('bulk', case when found then workers_internal.bulk_told(v_bulk) end, 'stepped', v_ended);
end $$;
