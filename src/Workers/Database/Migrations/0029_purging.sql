-- Migration 0029: dossiers of any length wait for their turn; why operators ordered something can be purged, and their old orders go.
-- Input: steering_events of migration 0022, workers_turn_dossier and keeping of migration 0025. Output: the guard of steering_events, the kind 'orders' of keeping,
--   workers_turn_office in place of workers_turn_dossier. Promise: no row is changed; the index is built beside the work.
-- Locks: extraction_queue, against reading and writing, until the end of the run (below a second where the index was built beside the work); steering_events against writing as long.

-- Nothing asks for it any more. First, before any weaker lock: who has read the queue and is about to write would wait for this, and this for them.
drop index if exists public.workers_turn_dossier;

-- As workers_internal.dossier_of has it, spelled out: a row's own text may be longer than an index takes, and be written with other spaces.
create index if not exists workers_turn_office on public.extraction_queue
  ((case when status_id = 1 then 'download' when document_source = 'index' then 'index' else 'acte' end), (nullif(left(trim(dossier), 100), '')), available_at, id)
  where (status_id = 1 and document_source in ('index', 'acte', 'plan_cadastraux')) or (status_id = 3 and document_source in ('index', 'acte'));

-- workers_keep and workers_purge_finish say that they are at it, for the statement alone; anybody else who changes an event is refused.
create or replace function workers_internal.steering_events_stay() returns trigger
language plpgsql set search_path = '' as $$
begin
  if coalesce(current_setting('workers.forgets', true), '') <> 'yes' then
    raise exception 'steering_events only grows: what was ordered is neither changed nor removed by hand' using errcode = '42501';
  end if;
  return null;
end $$;
create index if not exists steering_events_recorded on public.steering_events (recorded_at);
insert into workers_internal.keeping (kind) values ('orders') on conflict do nothing;
