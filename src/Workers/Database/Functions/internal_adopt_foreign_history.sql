-- workers_internal.adopt_foreign_history(): adopts the history of a database that lies elsewhere than it did, also where its restore was cut off.
-- Input: where the database lies and lay. Output: as adopt_history. Promise: nothing where it lies where it lay; where that was never written down, it is. However many call at once, it is done once.
create or replace function workers_internal.adopt_foreign_history() returns void
language plpgsql set search_path = '' as $$
declare
  v_home constant text := workers_internal.home();
begin
  if exists (select from workers_internal.feed as f where f.home <> v_home) then
    -- Who waited here for another who did it finds nothing left to do.
    lock table public.job_events in access exclusive mode;
    if exists (select from workers_internal.feed as f where f.home <> v_home) then
      perform workers_internal.adopt_history();
    end if;
  else
    update workers_internal.feed as f set home = v_home where f.home is null;
  end if;
end $$;
