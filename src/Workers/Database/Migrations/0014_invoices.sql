-- Migration 0014: what the registry's invoices say beside the ledger of purchases.
-- Input: registre_consultations. Output: the tables registre_invoice_runs and registre_invoice_differences. Promise: only adds.

-- One row for each environment, account and day of the registry: the day's last run.
create table if not exists public.registre_invoice_runs (
  environment text not null,
  account text not null,
  day date not null,
  ran_at timestamptz not null,
  judged_from date not null,
  known integer not null,
  pending integer not null,
  differences integer not null,
  unexplained_cad numeric(10, 2) not null,
  primary key (environment, account, day)
);

-- One row for each disagreement, open until a later run over its day does not find it any more.
create table if not exists public.registre_invoice_differences (
  environment text not null,
  account text not null,
  kind text not null check (kind in ('unknown', 'unbilled', 'price', 'doubt_billed', 'doubt_unbilled')),
  key text not null,
  day date not null,
  line text,
  consultation_id uuid,
  document text,
  cad numeric(10, 2) not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  resolved_at timestamptz,
  primary key (environment, account, kind, key)
);
create index if not exists registre_invoice_differences_open on public.registre_invoice_differences (environment) where resolved_at is null;
alter table public.registre_invoice_runs enable row level security;
alter table public.registre_invoice_differences enable row level security;
