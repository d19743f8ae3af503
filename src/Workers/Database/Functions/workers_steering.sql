-- workers_steering: what operators ordered of running daemons, and how it came so.
-- Request: events: how many of the latest events are told; none where it is not named.
-- Answer: {"orders": [{id, revision, verb, subject, value, server, is_lifted, by, at, until, why}…], "events": the same of each event, newest first}.
-- Promise: reads only.
create or replace function public.workers_steering(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select json_build_object(
    'orders', (
      select coalesce(json_agg(json_build_object(
        'id', s.id, 'revision', s.revision, 'verb', s.verb, 'subject', s.subject, 'value', s.value, 'server', nullif(s.server, ''), 'is_lifted', s.is_lifted,
        'by', s.ordered_by, 'at', s.ordered_at, 'until', s.until, 'why', s.why) order by s.key), '[]')
      from public.steering as s),
    'events', (
      select coalesce(json_agg(json_build_object(
        'id', e.id, 'revision', e.revision, 'verb', e.verb, 'subject', e.subject, 'value', e.value, 'server', nullif(e.server, ''), 'is_lifted', e.is_lifted,
        'by', e.ordered_by, 'at', e.ordered_at, 'until', e.until, 'why', e.why) order by e.number desc), '[]')
      from (select * from public.steering_events order by number desc limit least(coalesce((request->>'events')::integer, 0), 1000)) as e))
$$;
