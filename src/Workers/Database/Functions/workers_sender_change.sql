-- workers_sender_change: what an operator orders about those who add documents by calls that are signed.
-- Request: verb: 'make' with id, name, by, key_check, most (senders; 50); 'rotate' (a secret of the next generation; the one before counts for former_seconds more), 'enable', 'disable', 'remove', each with id.
-- Answer: {"sender": as workers_senders has it, or null where there is none of that id, "is_made": it was not there before, "refusal": 'key' | 'home' | 'many' where it was not carried out}.
-- Promise: making the same id again answers what is there. No former secret counts longer because of another rotation.
create or replace function public.workers_sender_change(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_verb constant text := request->>'verb';
  v_sender public.webhook_senders;
  v_refusal text;
  v_made bigint := 0;
  v_told json;
begin
  perform from workers_internal.webhooks as w for update;
  case v_verb
    when 'make' then
      v_refusal := workers_internal.webhook_refusal(request->>'key_check');
      if v_refusal = 'unused' then
        update workers_internal.webhooks as w set key_check = request->>'key_check', home = workers_internal.home();
        v_refusal := null;
      end if;
      if v_refusal is null and (select count(*) from public.webhook_senders) >= coalesce((request->>'most')::integer, 50) and not exists (select from public.webhook_senders as s where s.id = v_id) then
        v_refusal := 'many';
      end if;
      if v_refusal is not null then
        return json_build_object('sender', null, 'is_made', false, 'refusal', v_refusal);
      end if;
      insert into public.webhook_senders (id, name, made_at, made_by) values (v_id, request->>'name', v_now, request->>'by') on conflict do nothing;
      get diagnostics v_made = row_count;
    when 'rotate' then
      -- Of those before, from the first that still counts; ten at the most.
      update public.webhook_senders as s set
        generation = s.generation + 1,
        former_until = coalesce((select array_agg(u.until order by u.place) from (
          select f.until, f.place, bool_or(f.until > v_now) over (order by f.place) as counts, count(*) over () as all_of
          from unnest(s.former_until) with ordinality as f(until, place)) as u where u.counts and u.place > u.all_of - 9), '{}')
          || (v_now + make_interval(secs => (request->>'former_seconds')::double precision))
      where s.id = v_id;
    when 'enable' then
      update public.webhook_senders as s set disabled_at = null where s.id = v_id;
    when 'disable' then
      update public.webhook_senders as s set disabled_at = v_now where s.id = v_id and s.disabled_at is null;
    when 'remove' then
      select s.* into v_sender from public.webhook_senders as s where s.id = v_id;
      if v_sender.id is not null then
        v_told := workers_internal.sender_told(v_sender);
        delete from public.webhook_senders as s where s.id = v_id;
        return json_build_object('sender', v_told, 'is_made', false, 'refusal', null);
      end if;
  end case;
  select s.* into v_sender from public.webhook_senders as s where s.id = v_id;
  return json_build_object('sender', case when v_sender.id is not null then workers_internal.sender_told(v_sender) end, 'is_made', v_made > 0, 'refusal', null);
end $$;
