-- workers_doctor: how this database is set up, as far as the caller may see it.
-- Request: tables: [name…], which nobody from the web may use. Answer: {"now", "server_version", "statement_timeout_ms", "max_connections", "connections",
--   "columns": [{"name", "type"}… of extraction_queue], "tables": [{"name", "role", "privileges"}…], "functions": [{"name", "role"}…]}.
--   statement_timeout_ms: 0 is none. connections: that are open now, as far as they are shown.
--   tables, functions: what public, anon or authenticated may use and must not; of extraction_queue and extraction_status authenticated may what the queue's own
--   program granted, but not truncate, references, trigger.
-- Promise: reads only.
create or replace function public.workers_doctor(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
begin
  return jsonb_build_object(
    'now', workers_internal.clock(),
    'server_version', current_setting('server_version'),
    'statement_timeout_ms', (select s.setting::bigint from pg_catalog.pg_settings as s where s.name = 'statement_timeout'),
    'max_connections', current_setting('max_connections')::integer,
    'connections', (select count(*) from pg_catalog.pg_stat_activity as a where a.datname is not null),
    'columns', (
      select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) from pg_catalog.pg_attribute as a
      where a.attrelid = 'public.extraction_queue'::regclass and a.attnum > 0 and not a.attisdropped),
    'tables', coalesce((
      select jsonb_agg(jsonb_build_object('name', g.name, 'role', g.role, 'privileges', g.privileges) order by g.name, g.role) from (
        select c.relname as name, coalesce(r.rolname, 'public') as role, string_agg(lower(acl.privilege_type), ', ' order by acl.privilege_type) as privileges
        from pg_catalog.pg_class as c cross join lateral aclexplode(c.relacl) as acl left join pg_catalog.pg_roles as r on r.oid = acl.grantee
        where c.relnamespace = 'public'::regnamespace and coalesce(r.rolname, 'public') in ('public', 'anon', 'authenticated')
          and (c.relname in (select jsonb_array_elements_text(request->'tables'))
            or (c.relname in ('extraction_queue', 'extraction_status') and (r.rolname is distinct from 'authenticated' or acl.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER'))))
        group by 1, 2) as g), '[]'),
    'functions', coalesce((
      select jsonb_agg(jsonb_build_object('name', g.name, 'role', g.role) order by g.name, g.role) from (
        select p.proname as name, roles.role from pg_catalog.pg_proc as p
        cross join (select r.rolname::text as role from pg_catalog.pg_roles as r where r.rolname in ('anon', 'authenticated')) as roles
        where p.pronamespace = 'public'::regnamespace and p.proname like 'workers\_%' and has_function_privilege(roles.role, p.oid, 'execute')) as g), '[]'));
end $$;
