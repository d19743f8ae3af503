-- Migration 0016: what the registry gave back is a difference of its own.
-- Input: registre_invoice_differences. Output: the same, its kind may be credit. Promise: only allows more.

alter table public.registre_invoice_differences drop constraint if exists registre_invoice_differences_kind_check;
alter table public.registre_invoice_differences add constraint registre_invoice_differences_kind_check
  check (kind in ('unknown', 'unbilled', 'price', 'doubt_billed', 'doubt_unbilled', 'credit')) not valid;
