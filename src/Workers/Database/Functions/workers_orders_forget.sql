-- workers_orders_forget: takes out of operators' orders why they were given, where that names a document of another environment which is being purged.
-- Request: dossier (null of none), numbers: [its number as letters and digits…], apply (bool; without it they are only found).
-- Answer: {"orders": [ids of orders whose reason names it…]}.
-- Promise: who ordered what, and when, stays. Repeating it changes nothing more.
create or replace function public.workers_orders_forget(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_dossier constant text := workers_internal.dossier_of(request->>'dossier');
  v_numbers constant text[] := array(select n from jsonb_array_elements_text(request->'numbers') as n);
  v_found uuid[];
begin
  v_found := array(
    select e.id from public.steering_events as e where e.why is not null and workers_internal.text_names(e.why, v_dossier, v_numbers)
    union select s.id from public.steering as s where s.why is not null and workers_internal.text_names(s.why, v_dossier, v_numbers)
    order by 1);
  if coalesce((request->>'apply')::boolean, false) and v_found <> '{}' then
    perform set_config('workers.forgets', 'yes', true);
    update public.steering_events as e set why = null where e.id = any(v_found);
    perform set_config('workers.forgets', '', true);
    update public.steering as s set why = null where s.id = any(v_found);
  end if;
  return json_build_object('orders', to_json(v_found));
end $$;
