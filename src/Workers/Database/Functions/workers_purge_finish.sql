-- workers_purge_finish: the rows of a document whose purge has begun, after what lies outside the database is gone.
-- Request: id. Answer: {"fault", "receipt": {"purchases": [{"day", "account", "cad"}…], "readings": [{"day", "model", "tier", "calls", "usd"}…], "removed": {…}}}.
-- Promise: one transaction; repeating it answers the same receipt. Amounts, days and accounts of purchases and of questions to the model stay in their tables, without any word
--   of the document or its dossier; what another document has too (content, object, purchase) becomes its own.
create or replace function public.workers_purge_finish(request jsonb) returns json
language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_id constant uuid := (request->>'id')::uuid;
  v_purge public.document_purges;
  v_row public.extraction_queue;
  v_fault text;
  v_receipt jsonb;
  v_alone text[];
  v_numbers text[];
  v_counts bigint[];
begin
  select q.* into v_row from public.extraction_queue as q where q.id = v_id for update;
  select p.* into v_purge from public.document_purges as p where p.job_id = v_id for update;
  if v_purge.finished_at is not null then
    return json_build_object('fault', null, 'receipt', v_purge.receipt);
  end if;
  v_fault := case when v_purge.job_id is null then 'no purge of it has begun' else coalesce(workers_internal.purge_fault(v_id), (
    select format('the bulk change %s names it and still runs: wait for its end, or cancel it', b.id) from public.bulk_changes as b
    where b.state = 'running' and workers_internal.bulk_names(b, workers_internal.dossier_of(v_row.dossier), workers_internal.numbers_of(v_id)) limit 1)) end;
  if v_fault is not null then
    return json_build_object('fault', v_fault, 'receipt', null);
  end if;
  v_numbers := array(select n from unnest(workers_internal.numbers_of(v_id)) as n where length(n) > 2);
  v_alone := array(select c.content_sha256 from workers_internal.contents_of(v_id) as c where c.heir is null);

  -- What another document was stored from is that one's purchase from here on, and stands in its receipt. Another key is another object, whatever it holds.
  update public.registre_consultations as c set job_id = s.heir, state = 'stored', dossier = null, note = null, asked = null, accepted = null
  from (
    select q.supabase_path as path, min(q.id::text)::uuid as heir from public.extraction_queue as q
    where q.id <> v_id and q.supabase_path = any(array(select m.supabase_path from public.registre_consultations as m where m.job_id = v_id and m.supabase_path is not null)) group by 1) as s
  where c.job_id = v_id and c.supabase_path = s.path and c.stored_at is not null;

  v_receipt := jsonb_build_object(
    'purchases', coalesce((
      select jsonb_agg(jsonb_build_object('day', workers_internal.registre_day(c.submitting_at), 'account', c.account, 'cad', c.price_cad) order by c.submitting_at)
      from public.registre_consultations as c where c.job_id = v_id and c.submitting_at is not null), '[]'),
    'readings', coalesce((
      select jsonb_agg(to_jsonb(g) order by g.day, g.model, g.tier) from (
        select workers_internal.registre_day(c.opened_at) as day, c.model, c.tier, count(*) as calls, sum(coalesce(c.cost_usd, c.estimated_usd)) as usd
        from public.ocr_calls as c where c.job_id = v_id group by 1, 2, 3) as g), '[]'),
    'reading_usd', v_row.ocr_cost_usd);

  delete from public.registre_consultations as c where c.job_id = v_id and c.submitting_at is null;
  update public.registre_consultations as c set
    state = 'abandoned', document_number = '', circonscription = '', cadastre = '', designation = '', acte_type = '', dossier = null, content_sha256 = null,
    local_path = null, supabase_path = null, obtained = null, asked = null, accepted = null, note = null
  where c.job_id = v_id;
  update public.ocr_calls as c set dossier = null, dossier_hash = v_purge.dossier_hash, pages = '', failure = null where c.job_id = v_id;

  -- What people decided about a page that another document has too holds for that one; whoever reads it again is not asked anew.
  update public.ocr_reviews as r set job_id = c.heir, claim_token = 0, reason = null
  from workers_internal.contents_of(v_id) as c
  where r.job_id = v_id and r.content_sha256 = c.content_sha256 and c.heir is not null and r.state <> 'open'
    and not exists (
      select from public.ocr_reviews as o where o.job_id = c.heir and o.content_sha256 = r.content_sha256 and o.page = r.page and coalesce(o.line, 0) = coalesce(r.line, 0)
        and o.field = r.field and o.read = r.read and o.seen = r.seen
        and case when o.line is null then coalesce(o.box::text, '') else '' end = case when r.line is null then coalesce(r.box::text, '') else '' end);
  with pages as (delete from public.ocr_pages as o where o.content_sha256 = any(v_alone) returning 1),
    rows as (delete from public.registre_index_rows as i where i.content_sha256 = any(v_alone) returning 1),
    reviews as (delete from public.ocr_reviews as r where r.job_id = v_id returning 1),
    events as (delete from public.job_events as e where e.job_id = v_id returning 1)
  select array[(select count(*) from pages), (select count(*) from rows), (select count(*) from reviews), (select count(*) from events)] into v_counts;
  delete from workers_internal.refused_rows as r where r.job_id = v_id;
  perform workers_internal.upload_forget(array(select u.id from public.document_uploads as u where u.job_id = v_id));
  delete from workers_internal.converted_rows as r where r.job_id = v_id;
  update public.registre_invoice_differences as d set line = null, document = null, key = case when d.key = d.consultation_id::text then d.key else md5(d.key) end
  where d.consultation_id = any(v_purge.traces)
    or exists (select from unnest(v_numbers) as n where workers_internal.bare_number(coalesce(d.line, '')) || ' ' || workers_internal.bare_number(d.key) like '%' || n || '%');
  -- What an order for many documents was filtered by may name it.
  update public.bulk_changes as b set filter = '{}', reason = null, reasons = '{}'
  where b.state <> 'running' and workers_internal.bulk_names(b, workers_internal.dossier_of(v_row.dossier), v_numbers);
  update workers_internal.turns as t set dossier = null where t.dossier = workers_internal.dossier_of(v_row.dossier);
  -- Whoever sends an order of the network again is told that it was carried out, and no more.
  update public.access_calls as c set document_id = null, answer = case when c.answer is not null then '{}' end
  where c.document_id = v_id or (c.answer is not null and (strpos(c.answer, v_id::text) > 0 or workers_internal.text_names(c.answer, workers_internal.dossier_of(v_row.dossier), v_numbers)));
  -- Why somebody ordered something of daemons may name it; who ordered what, and when, stays.
  perform set_config('workers.forgets', 'yes', true);
  update public.steering_events as e set why = null where e.why is not null and workers_internal.text_names(e.why, workers_internal.dossier_of(v_row.dossier), v_numbers);
  perform set_config('workers.forgets', '', true);
  update public.steering as s set why = null where s.why is not null and workers_internal.text_names(s.why, workers_internal.dossier_of(v_row.dossier), v_numbers);
  -- Last, so that nobody who makes deliveries waits for long. Whoever makes them now may not know of the purge yet: its end is waited for.
  perform from workers_internal.webhooks as w for update;
  delete from public.webhook_deliveries as d where d.job_id = v_id;
  delete from public.extraction_queue as q where q.id = v_id;

  v_receipt := v_receipt || jsonb_build_object('removed', jsonb_build_object(
    'pages', v_counts[1], 'index_rows', v_counts[2], 'reviews', v_counts[3], 'history', v_counts[4], 'documents', (v_row.id is not null)::integer));
  update public.document_purges as p set finished_at = v_now, receipt = v_receipt where p.job_id = v_id;
  return json_build_object('fault', null, 'receipt', v_receipt);
end $$;
