-- workers_internal.is_of_one_row(state): whether an error may be that of the row that was written.
-- Input: its SQLSTATE. Output: false for what any row would have met at that moment (connection, lock, resources, shutdown).
-- Promise: reads nothing. DatabaseException.MayBeOneRow says the same to the callers.
create or replace function workers_internal.is_of_one_row(state text) returns boolean
language sql immutable set search_path = '' as $$
  select state !~ '^(08|40|53|57|58|XX)' and state not in ('25006', '25P03', '55P03')
$$;
