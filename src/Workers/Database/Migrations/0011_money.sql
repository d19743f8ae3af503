-- Migration 0011: the day of a purchase.
-- Input: none. Output: the registry's day. Promise: only adds.

-- A day of the registry, as its customers and its invoices count: Quebec's. Fixed here, because views rest on it.
create or replace function workers_internal.registre_day(at timestamptz) returns date
language sql stable set search_path = '' as $$ select (at at time zone 'America/Toronto')::date $$;
