-- Migration 0017: how long an invoice of a request in doubt is waited for, without the time that the site is closed.
-- Input: registre_consultations. Output: the same, with closed_at (when the site was found closed, while no later look found it open) and waits_from (the first look that
--   found it open again). Promise: only adds.

alter table public.registre_consultations add column if not exists closed_at timestamptz;
alter table public.registre_consultations add column if not exists waits_from timestamptz;
