-- A witness between the daemons and the functions that write a claimed document. It looks at each named row before and after the
-- real function, and notes every request whose claim was not held any more, with whether that request changed the row.
-- Input: a migrated database. Output: the table chaos.late_writes. Promise: requests and answers pass unchanged.
create schema chaos;
create table chaos.late_writes (
  at timestamptz not null default clock_timestamp(), function text not null, job_id uuid not null, requested bigint, held bigint, changed boolean not null);

create function chaos.rows_of(request jsonb) returns table (id uuid, token bigint, status integer, image jsonb)
language sql volatile set search_path = '' as $$
  select q.id, q.claim_token, q.status_id, to_jsonb(q) from public.extraction_queue as q
  where q.id in (select (j->>'id')::uuid from jsonb_array_elements(request->'jobs') as j)
  order by q.id for no key update
$$;

do $install$
declare
  v_function text;
begin
  foreach v_function in array array['workers_renew', 'workers_progress', 'workers_complete_download', 'workers_complete_ocr', 'workers_fail', 'workers_hand_back']
  loop
    execute format('alter function public.%I(jsonb) set schema chaos', v_function);
    execute format($wrapper$
      create function public.%1$I(request jsonb) returns json
      language plpgsql security definer set search_path = '' as $body$
      declare
        v_before jsonb;
        v_answer json;
      begin
        select coalesce(jsonb_object_agg(r.id, jsonb_build_object('token', r.token, 'status', r.status, 'image', r.image)), '{}') into v_before
        from chaos.rows_of(request) as r;
        v_answer := chaos.%1$I(request);
        insert into chaos.late_writes (function, job_id, requested, held, changed)
        select %1$L, q.id, (j->>'claim_token')::bigint, (v_before->q.id::text->>'token')::bigint, to_jsonb(q) is distinct from v_before->q.id::text->'image'
        from jsonb_array_elements(request->'jobs') as j
        join public.extraction_queue as q on q.id = (j->>'id')::uuid
        where (v_before->q.id::text->>'status')::integer <> 2 or (v_before->q.id::text->>'token')::bigint <> (j->>'claim_token')::bigint;
        return v_answer;
      end $body$
      $wrapper$, v_function);
    execute format('revoke all on function public.%I(jsonb) from public', v_function);
    if exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
      execute format('grant execute on function public.%I(jsonb) to service_role', v_function);
    end if;
  end loop;
end $install$;
