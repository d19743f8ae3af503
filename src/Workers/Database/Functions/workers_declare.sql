-- workers_declare: writes down that a daemon takes part, before it holds anything, and tells whether one ever did.
-- Request: {}. Answer: {"is_first"}.
-- Promise: true once at the most, and only where no daemon was declared here and none has left a trace: a claim, a purchase, a reading, a pass of pruning.
--   The mark is a row of workers_internal.keeping of a kind that nothing is pruned by; after_at is when the first was declared.
create or replace function public.workers_declare(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
begin
  insert into workers_internal.keeping (kind, after_at) values ('daemons', workers_internal.clock()) on conflict do nothing;
  return json_build_object('is_first', found
    and not exists (select from workers_internal.keeping as k where k.rests_until > '-infinity' or k.removed > 0)
    and not (select d.is_called or i.is_called or a.is_called
      from workers_internal.claims_download as d, workers_internal.claims_index as i, workers_internal.claims_acte as a)
    and not exists (select from public.registre_consultations)
    and not exists (select from public.ocr_calls)
    and not exists (select from public.ocr_pages)
    and not exists (select from public.job_events as e where e.claim_token is not null));
end $$;
