-- workers_budget_reopen: documents that wait for a budget of the registry which is not used up any more come forward.
-- Request: environment, tariff, budgets (see workers_consultation_submit), limit, each.
-- Answer: {"reopened": how many, "refused": [{"id", "document_number", "said"}…]}, together at most limit.
--   each: after an error, every row by itself; one that the database refuses to have updated is in refused and left aside for a while.
-- Promise: moves only documents at 1 whose last word, another priority aside, is that they met a budget; what else makes a document wait stays. Which account would buy is not known before
--   the claim, so a budget of an account is not asked here; what meets one is handed back again, at no cost. Repeating it changes nothing more.
create or replace function public.workers_budget_reopen(request jsonb) returns json
language sql security definer set search_path = '' set lock_timeout = '2s' as $$
  select workers_internal.reopen_waiting('reason', 'over_budget', request)::json
$$;
