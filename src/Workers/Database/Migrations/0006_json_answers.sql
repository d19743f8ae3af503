-- Migration 0006: answers are json, and a queue that is walked from its front is swept often.
-- Input: the functions and the queue of earlier migrations. Output: no workers_ function that returns jsonb, so that they can be
-- put in place again with another type; limits after which the queue is vacuumed. Promise: no row is changed.

do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid::regprocedure from pg_catalog.pg_proc as p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'workers\_%'
      and p.pronargs = 1 and p.proargtypes[0] = 'jsonb'::regtype and p.prorettype = 'jsonb'::regtype
  loop
    execute format('drop function %s', v_function);
  end loop;
end $$;
drop function if exists workers_internal.claimed(public.extraction_queue);
drop function if exists workers_internal.written(jsonb, uuid[], text[]);

-- What was claimed stays in the index of what is ready, at the front, where every claim begins, until a vacuum takes it out. Waiting
-- for a fifth of a table that keeps every document ever asked for is too long, and so is an index left as it is.
alter table public.extraction_queue set (
  autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.005, vacuum_index_cleanup = on);
