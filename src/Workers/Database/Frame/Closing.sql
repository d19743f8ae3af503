-- End of every migration run. Input: the open transaction. Output: it is committed.
-- Promise: the functions answer to the service key only, our tables to nobody from the web,
-- PostgREST reads its schema again, and a history that came from another server is this one's.
do $closing$
declare
  v_object text;
  v_role text;
begin
  for v_object in
    select format('%s.%I(%s)', p.pronamespace::regnamespace, p.proname, pg_get_function_identity_arguments(p.oid)) from pg_proc as p
    where p.pronamespace = 'workers_internal'::regnamespace
      or (p.pronamespace = 'public'::regnamespace and p.proname like 'workers\_%' and p.proargtypes = array['jsonb'::regtype]::oidvector)
  loop
    execute format('revoke all on function %s from public', v_object);
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
      execute format('revoke all on function %s from %I', v_object, v_role);
    end loop;
    if v_object like 'public.%' and exists (select from pg_roles where rolname = 'service_role') then
      execute format('grant execute on function %s to service_role', v_object);
    end if;
  end loop;
  -- Row level security does not hold against TRUNCATE, and Supabase grants all on every new table. A queue that was here before keeps
  -- what its own program's signed-in users may do with its rows; who is not signed in may nothing.
  foreach v_object in array '{extraction_queue,extraction_status}'::text[] loop
    execute format('revoke all on table public.%I from public', v_object);
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
      execute format('revoke %s on table public.%I from %I', case v_role when 'anon' then 'all' else 'truncate, references, trigger' end, v_object, v_role);
    end loop;
  end loop;
  foreach v_object in array '{job_events,registre_consultations,ocr_pages,registre_spend,registre_index_rows,registre_invoice_runs,registre_invoice_differences,ocr_calls,ocr_days,ocr_spend,ocr_reviews,steering,steering_events,document_purges,model_transfers,workers_overview,workers_stuck,workers_dead_letters,workers_spend_by_day,workers_spend_by_account,workers_spend_by_dossier,workers_document_costs,workers_review_backlog,bulk_changes,access_keys,access_calls,access_sessions,webhook_endpoints,webhook_deliveries,webhook_senders,document_uploads,document_upload_pieces}'::text[] loop
    execute format('revoke all on table public.%I from public', v_object);
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
      execute format('revoke all on table public.%I from %I', v_object, v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
      execute format('grant select on table public.%I to service_role', v_object);
    end if;
  end loop;
  perform workers_internal.adopt_foreign_history();
end $closing$;
notify pgrst, 'reload schema';
commit;
