-- workers_internal.refuse(job, said): writes down that the database refuses to have this row updated.
-- Input: its id; the sentence. Output: {"id", "document_number", "said"}.
-- Promise: it is left aside for a minute, and twice as long each time that a try after it fails, a quarter of an hour at the most.
create or replace function workers_internal.refuse(job uuid, said text) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
begin
  insert into workers_internal.refused_rows as r (job_id, said, at, until)
  values (job, left(refuse.said, 500), v_now, v_now + interval '1 minute')
  on conflict (job_id) do update set
    said = excluded.said,
    at = v_now,
    times = case when r.until <= v_now then least(r.times, 1000000) + 1 else r.times end,
    until = case when r.until <= v_now then v_now + interval '1 minute' * least(15, 2 ^ least(r.times, 10)) else r.until end;
  return jsonb_build_object('id', job, 'said', left(refuse.said, 500), 'document_number', coalesce((
    select left(coalesce(nullif(q.document_number_normalized, ''), q.document_number), 100) from public.extraction_queue as q where q.id = job), ''));
end $$;
