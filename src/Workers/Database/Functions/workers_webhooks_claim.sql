-- workers_webhooks_claim: deliveries that are due, under a lease.
-- Request: key_check, token (of this call), limit, of_endpoint (at once at one address, by all servers), of_silent (of the limit, for addresses whose last message was not answered), lease_seconds.
-- Answer: {"refusal": as workers_internal.webhook_refusal has it, "deliveries": [{"id", "kind", "event", "made_at", "attempts": with this one, "endpoint_id", "url", "generation", "former_from":
--   the oldest generation that signs too; null where none does, "answers": its last message was answered, or none was sent yet}…]}.
-- Promise: a delivery goes to one server until its lease ends; then to anybody. The address that had its turn longest ago comes first. One that
--   does not answer has one message at a time, in places of its kind; one that was never tried has one too, in any place. A try that nobody settles counts for none. Nothing of a document whose purge has begun.
create or replace function public.workers_webhooks_claim(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_refusal constant text := workers_internal.webhook_refusal(request->>'key_check');
  v_now constant timestamptz := workers_internal.clock();
  v_limit integer := least(greatest((request->>'limit')::integer, 1), 100);
  v_silent integer := greatest((request->>'of_silent')::integer, 0);
  v_endpoint public.webhook_endpoints;
  v_free integer;
  v_ids uuid[];
  v_all uuid[] := '{}';
begin
  if v_refusal is not null then
    return json_build_object('refusal', v_refusal, 'deliveries', '[]'::json);
  end if;
  for v_endpoint in
    select e.* from public.webhook_endpoints as e where e.disabled_at is null
      and exists (select from public.webhook_deliveries as d where d.endpoint_id = e.id and d.state in ('pending', 'delivering') and d.due_at <= v_now)
    order by e.served_at, e.id for no key update skip locked
  loop
    exit when v_limit <= 0;
    continue when v_endpoint.answers is false and v_silent <= 0;
    select case when v_endpoint.answers then (request->>'of_endpoint')::integer else 1 end - count(*) into v_free from public.webhook_deliveries as d where d.endpoint_id = v_endpoint.id and d.state = 'delivering' and d.lease_until > v_now;
    continue when v_free <= 0;
    v_ids := array(
      select d.id from public.webhook_deliveries as d
      where d.endpoint_id = v_endpoint.id and d.state in ('pending', 'delivering') and d.due_at <= v_now and (d.state = 'pending' or d.lease_until <= v_now)
        and not exists (select from public.document_purges as p where p.job_id = d.job_id)
      order by d.due_at, d.id limit least(v_free, v_limit) for update skip locked);
    update public.webhook_deliveries as d set
      state = 'delivering', token = (request->>'token')::uuid, lease_until = v_now + make_interval(secs => (request->>'lease_seconds')::double precision)
    where d.id = any(v_ids);
    if cardinality(v_ids) > 0 then
      update public.webhook_endpoints as e set served_at = v_now where e.id = v_endpoint.id;
    end if;
    v_all := v_all || v_ids;
    v_limit := v_limit - cardinality(v_ids);
    v_silent := v_silent - case when v_endpoint.answers is false then cardinality(v_ids) else 0 end;
  end loop;
  return json_build_object('refusal', null, 'deliveries', coalesce((
    select json_agg(json_build_object(
      'id', d.id, 'kind', d.kind, 'event', d.event, 'made_at', d.made_at, 'attempts', d.attempts + 1, 'endpoint_id', e.id, 'url', e.url, 'generation', e.generation,
      'former_from', case when e.former_until > v_now then e.former_from end, 'answers', e.answers is not false) order by d.due_at, d.id)
    from public.webhook_deliveries as d join public.webhook_endpoints as e on e.id = d.endpoint_id where d.id = any(v_all)), '[]'));
end $$;
