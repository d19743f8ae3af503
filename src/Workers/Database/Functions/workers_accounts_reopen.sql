-- workers_accounts_reopen: documents that wait for an account of the registry alone come forward, once one may be used again.
-- Request: limit, each.
-- Answer: {"reopened": how many, "refused": [{"id", "document_number", "said"}…]}, together at most limit.
--   each: after an error, every row by itself; one that the database refuses to have updated is in refused and left aside for a while.
-- Promise: moves only documents at 1 whose last word, another priority aside, is that they were handed back for want of an account; what else makes a document wait stays.
--   Which account each would take is not known before the claim: who finds none is handed back again, at no cost. Repeating it changes nothing more.
create or replace function public.workers_accounts_reopen(request jsonb) returns json
language sql security definer set search_path = '' set lock_timeout = '2s' as $$
  select workers_internal.reopen_waiting('waits_for', 'account', request)::json
$$;
