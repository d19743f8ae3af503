-- @supabase/lite encodes a jsonb argument twice, which PostgREST does not: each function is put behind one that undoes it.
-- Inputs: a migrated database. Output: none. Promise: the functions themselves stay as they were migrated.
do $$
declare
  v_name text;
begin
  create schema migrated;
  grant usage on schema migrated to service_role;
  for v_name in select proname from pg_proc where pronamespace = 'public'::regnamespace and proname like 'workers\_%' loop
    execute format('alter function public.%I(jsonb) set schema migrated', v_name);
    execute format(
      'create function public.%1$I(request jsonb) returns json language sql as '
      '$f$ select migrated.%1$I(case jsonb_typeof(request) when ''string'' then (request #>> ''{}'')::jsonb else request end) $f$', v_name);
  end loop;
end
$$;
