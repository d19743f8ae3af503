-- workers_internal.sender_told(sender): a sender as it is told.
-- Input: its row, whose former_until has those of the generations just before the present one. Output: json; former: the generations before the present one that still count, ten at the most; former_until: until when the last of them does. Promise: reads only; there is no secret to tell.
create or replace function workers_internal.sender_told(sender public.webhook_senders) returns json
language sql stable set search_path = '' as $$
  select json_build_object(
    'id', sender.id, 'name', sender.name, 'generation', sender.generation, 'made_at', sender.made_at, 'made_by', sender.made_by, 'disabled_at', sender.disabled_at, 'last_used_at', sender.last_used_at,
    'former', coalesce(json_agg(f.generation order by f.generation desc), '[]'), 'former_until', max(f.until))
  from (
    select u.generation, u.until from (
      select f.until, sender.generation - cardinality(sender.former_until) + f.place - 1 as generation from unnest(sender.former_until) with ordinality as f(until, place)) as u
    where u.until > workers_internal.clock() order by u.generation desc limit 10) as f
$$;
