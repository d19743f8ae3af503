-- workers_internal.adopt_history(): makes a history that came from another cluster one of this cluster's transactions.
-- Input: job_events as they were put back. Output: all of them carry the transaction of this call, every place that was told before is gone, and no webhook is delivered
--   until an operator confirms it.
-- Promise: to be called before anybody serves the database; it shuts job_events until it has ended. Calling it again does no harm but that places are gone again.
create or replace function workers_internal.adopt_history() returns void
language plpgsql set search_path = '' as $$
begin
  -- A new column with one value for all rows costs nothing; writing the value to each would double the table.
  alter table public.job_events drop column tx;
  alter table public.job_events add column tx xid8 not null default pg_current_xact_id();
  create index job_events_feed on public.job_events (tx, id);
  -- None of it is told any more: while an older transaction runs, the present lies before all of it.
  update workers_internal.feed set epoch = gen_random_uuid(), kept_tx = pg_current_xact_id(), kept_id = 9223372036854775807, home = workers_internal.home();
  -- Nobody is called from here until an operator says so; then of what happens from now on.
  update workers_internal.webhooks as w set home = null, epoch = f.epoch, tx = pg_current_xact_id(), id = 9223372036854775807 from workers_internal.feed as f where w.epoch is not null;
  update public.webhook_endpoints set made_in = pg_current_snapshot();
end $$;
