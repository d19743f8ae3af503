-- workers_internal.consultation(row): a consultation as the functions answer it.
-- Input: the row. Output: its fields, with its age in seconds since its last step, or since its invoice is waited for.
-- Promise: one shape for all of them.
create or replace function workers_internal.consultation(c public.registre_consultations) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', c.id, 'job_id', c.job_id, 'state', c.state, 'account', c.account, 'machine_id', c.machine_id,
    'submission', c.submission,
    'submitting_at', c.submitting_at, 'supabase_path', c.supabase_path, 'content_sha256', c.content_sha256,
    'repurchase_allowed', c.submission is not null and c.repurchase_allowed is not distinct from c.submission,
    'dossier', c.dossier, 'price_cad', c.price_cad, 'bytes', c.bytes, 'pages', c.pages, 'obtained', c.obtained, 'note', c.note,
    'received_at', c.received_at, 'local_path', c.local_path, 'accepted', c.accepted,
    'was_closed', c.state = 'submitting' and c.closed_at is not null,
    'age_seconds', extract(epoch from workers_internal.clock()
      - coalesce(c.stored_at, greatest(c.received_at, (c.accepted->>'at')::timestamptz), greatest(c.submitting_at, c.waits_from), c.prepared_at))::float8)
$$;
