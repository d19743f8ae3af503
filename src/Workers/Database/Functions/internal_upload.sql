-- workers_internal.upload(row): a file that is brought, as the functions answer it.
-- Input: the row. Output: its fields; is_held while somebody works on it, is_over when its time is. Promise: reads only.
create or replace function workers_internal.upload(u public.document_uploads) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', u.id, 'by', u.brought_by, 'document', u.document, 'metadata', u.metadata, 'job_id', u.job_id, 'accepts_other', u.accepts_other, 'bytes', u.bytes, 'arrived', u.arrived,
    'state', u.state, 'fault', u.fault, 'made_at', u.made_at, 'ends_at', u.ends_at,
    'is_held', u.holder is not null and u.held_until > workers_internal.clock(), 'is_over', u.ends_at <= workers_internal.clock())
$$;
