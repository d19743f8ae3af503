-- workers_steer: writes down what operators ordered of running daemons, each order with its event.
-- Request: orders: [{id, revision, verb, subject, value, server, is_lifted, by, at, until, why}…].
-- Answer: {"orders": every order that this database keeps, as workers_steering has it}.
-- Promise: of one thing the order with the highest revision stays, whoever brings it and how often; every order that is brought has one event.
--   An order for one start of a daemon goes a day after its end, one that takes it back eight days after it was given; its event stays.
create or replace function public.workers_steer(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
begin
  with brought as (
    select o.verb || ' ' || coalesce(o.subject, '') || '@' || coalesce(o.server, '') as key, o.*
    from jsonb_to_recordset(request->'orders') as o (
      id uuid, revision bigint, verb text, subject text, value text, server text, is_lifted boolean, by text, at timestamptz, until timestamptz, why text)
  ), told as (
    insert into public.steering_events (key, id, revision, verb, subject, value, server, is_lifted, ordered_by, ordered_at, until, why)
    select b.key, b.id, b.revision, b.verb, coalesce(b.subject, ''), b.value, coalesce(b.server, ''), coalesce(b.is_lifted, false), b.by, b.at, b.until, b.why
    from brought as b order by b.revision
    on conflict (id) do nothing
  )
  insert into public.steering as s (key, id, revision, verb, subject, value, server, is_lifted, ordered_by, ordered_at, until, why)
  select distinct on (b.key) b.key, b.id, b.revision, b.verb, coalesce(b.subject, ''), b.value, coalesce(b.server, ''), coalesce(b.is_lifted, false), b.by, b.at, b.until, b.why
  from brought as b order by b.key, b.revision desc, b.id desc
  on conflict (key) do update set
    id = excluded.id, revision = excluded.revision, value = excluded.value, is_lifted = excluded.is_lifted,
    ordered_by = excluded.ordered_by, ordered_at = excluded.ordered_at, until = excluded.until, why = excluded.why
  where (excluded.revision, excluded.id) > (s.revision, s.id);
  delete from public.steering as s where s.server ~ '-[0-9]+-[0-9a-f]{32}$' 
    and coalesce(s.until, case when s.is_lifted then s.ordered_at + interval '7 days' end) < workers_internal.clock() - interval '1 day';
  return public.workers_steering('{}');
end $$;
