-- workers_check: whether this database is the one that the caller was built for.
-- Request: functions: [name…], program: the caller's version; one that does not tell it is the first release.
-- Answer: {"schema_version", "functions_checksum", "missing_functions", "status_fault", "id_type", "unknown_kinds", "program", "serves_from"}.
--   program: whose functions these are; serves_from: the oldest program that they serve; null of a database that was never told.
-- Promise: reads only, and refuses a caller that is not served. status_fault is null when extraction_status means what the functions mean. unknown_kinds names kinds of documents
--   that this program leaves alone, each with its count; null when there is none.
create or replace function public.workers_check(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_caller text := coalesce(nullif(request->>'program', ''), '0.1.0');
  v_program text;
  v_serves_from text;
begin
  select f.program, f.serves_from into v_program, v_serves_from from workers_internal.installed_functions as f;
  -- Whoever tells its version judges by itself; an older program has no words of its own for this.
  if request->>'program' is null and string_to_array(v_caller, '.')::integer[] < string_to_array(v_serves_from, '.')::integer[] then
    raise exception 'the schema is that of Workers %, which serves programs from % on; this one is Workers % or older: start Workers %, and do not run migrate with this one',
      v_program, v_serves_from, v_caller, v_program;
  end if;
  return jsonb_build_object(
    'schema_version', (select max(m.name) from workers_internal.migrations as m),
    'functions_checksum', (select f.checksum from workers_internal.installed_functions as f),
    'missing_functions', coalesce((
      select jsonb_agg(name) from jsonb_array_elements_text(request->'functions') as name
      where to_regprocedure(format('public.%I(jsonb)', name)) is null), '[]'),
    'status_fault', workers_internal.status_fault(),
    'program', v_program,
    'serves_from', v_serves_from,
    'unknown_kinds', (select string_agg(format('%s (%s)', coalesce(quote_literal(u.source), 'null'), u.count), ', ' order by u.source) from (
      select q.document_source::text as source, count(*) as count from public.extraction_queue as q
      where (q.document_source in ('index', 'acte', 'plan_cadastraux')) is not true group by 1) as u),
    'id_type', (select format_type(a.atttypid, null) from pg_attribute as a
      where a.attrelid = 'public.extraction_queue'::regclass and a.attname = 'id'));
end $$;
