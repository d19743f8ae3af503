-- workers_enqueue: adds documents at status 1.
-- Request: documents: [{document_source, document_number, circonscription_fonciere, cadastre, designation_secondaire, acte_type,
--   priority, max_attempts, idempotency_key, dossier, due_at}…]; mode: "each" (adds the good ones; without a mode), "all_or_none" (adds none when one is
--   refused) or "check" (adds none); request_id: of this call, optional.
-- Answer: {"documents": [{"row", "id", "result": "created" | "existing" | "refused" | "held", "reason", "there": {"id", "status_id"} or null}…]}, row
--   counted from 0 in the order asked; held: good, and not added; there: a row that asked for the same document before, the latest, or the one that has the key. The same under a
--   request_id that comes again, with its present status_id, as long as that row is there.
-- Promise: an idempotency_key adds one document however often it is sent, and a request_id adds its documents once; a document that
--   cannot be asked for, or whose key belongs to another document, is refused by name; the documents of one call are added in one transaction.
create or replace function public.workers_enqueue(request jsonb) returns json
language plpgsql security definer set search_path = ''
set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_documents constant jsonb := coalesce(request->'documents', '[]');
  v_count constant integer := jsonb_array_length(v_documents);
  v_mode constant text := coalesce(request->>'mode', 'each');
  v_request constant text := request->>'request_id';
  v_answer json;
  v_unseen bigint;
  v_created boolean;
  v_torn boolean;
  v_other constant text := 'idempotency_key %L belongs to another document, %s; give this one a key of its own';
begin
  -- Who is told that a document was taken in does not send it again: it waits for the disk, and for the replica where one is named.
  perform set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') in ('off', 'local');
  if v_mode not in ('each', 'all_or_none', 'check') then
    raise exception 'mode must be each, all_or_none or check, not %', v_mode;
  end if;
  if v_request is not null then
    -- The same call, sent again while the first one still runs, waits for its end and finds what it added.
    perform pg_advisory_xact_lock(hashtextextended('workers_enqueue ' || v_request, 0));
  end if;

  with given as (
    -- Which document that is matters only under a key.
    select d.ordinality, a.*, case when a.idempotency_key is not null then workers_internal.document_asked(
      a.document_source, a.document_number, a.circonscription_fonciere, a.cadastre, a.designation_secondaire, a.acte_type) end as document
    from jsonb_array_elements(v_documents) with ordinality as d
    cross join jsonb_to_record(d.value) as a(
      document_source text, document_number text, circonscription_fonciere text, cadastre text, designation_secondaire text,
      acte_type text, priority integer, max_attempts integer, idempotency_key text, dossier text, due_at timestamptz)
  ), keyed as (
    select g.*, max(g.document) over same as last_document, min(g.document) over same as first_document
    from given as g window same as (partition by g.idempotency_key)
  ), asked as (
    select a.ordinality - 1 as row, coalesce(substr(encode(sha256(convert_to(v_request || ' ' || a.ordinality, 'UTF8')), 'hex'), 1, 32)::uuid, gen_random_uuid()) as id, a.*,
      -- A microsecond apart, so that documents asked for together are served in the order asked.
      v_now - make_interval(secs => (v_count - a.ordinality) / 1e6) as at,
      case
        when a.document_source is null or a.document_source not in ('index', 'acte', 'plan_cadastraux')
          then 'document_source must be index, acte or plan_cadastraux'
        when coalesce(trim(a.document_number), '') = '' then 'document_number is missing'
        when a.document_source <> 'acte' and coalesce(trim(a.cadastre), '') = '' then 'cadastre is missing'
        when a.document_source = 'acte' and a.acte_type is null then 'acte_type is missing'
        when a.acte_type not in ('Acte', 'Avis d''adresse', 'Radiation', 'Acte divers')
          then 'acte_type must be Acte, Avis d''adresse, Radiation or Acte divers'
        when a.idempotency_key is not null and a.first_document <> a.last_document
          then format(v_other, left(a.idempotency_key, 60), 'a row of this request')
        when o.id is not null then format(v_other, left(a.idempotency_key, 60), o.id || ' (' || o.document_source || ' ' || left(o.document_number, 60) || ')')
        else (
          select format('%s is longer than %s characters', t.name, t.most) from (values
            ('document_number', a.document_number, 100), ('circonscription_fonciere', a.circonscription_fonciere, 200), ('cadastre', a.cadastre, 200),
            ('designation_secondaire', a.designation_secondaire, 200), ('idempotency_key', a.idempotency_key, 200), ('dossier', a.dossier, 100)
          ) as t(name, value, most) where char_length(t.value) > t.most limit 1)
      end as fault
    from keyed as a
    -- Each row looks up its own, whatever the planner thinks of the list's length: it does not know it.
    left join lateral (
      select q.id, q.document_source, q.document_number from public.extraction_queue as q
      where q.idempotency_key = a.idempotency_key and workers_internal.document_asked(
        q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type) <> a.document offset 0) as o on true
  ), admitted as (
    select v_mode = 'each' or (v_mode = 'all_or_none' and not exists (select from asked as a where a.fault is not null)) as good
  ), known as (
    select q.id from asked as a cross join lateral (select q.id from public.extraction_queue as q where q.id = a.id offset 0) as q where v_request is not null
    -- What was added and purged since was added all the same; when, nothing tells any more.
    union select p.id from asked as a cross join lateral (select p.job_id as id from public.document_purges as p where p.job_id = a.id offset 0) as p where v_request is not null
  ), added as (
    insert into public.extraction_queue (
      id, document_source, document_number, document_number_normalized, circonscription_fonciere, cadastre, designation_secondaire,
      acte_type, status_id, priority, max_attempts, idempotency_key, dossier, due_at, available_at, created_at, updated_at)
    select a.id, a.document_source, a.document_number, regexp_replace(a.document_number, '[[:space:]\u00a0\u202f]', '', 'g'),
      a.circonscription_fonciere, a.cadastre, a.designation_secondaire, a.acte_type, 1,
      coalesce(a.priority, 0), coalesce(a.max_attempts, 3), a.idempotency_key, nullif(trim(a.dossier), ''), a.due_at, a.at, a.at, v_now
    from asked as a
    where a.fault is null and (select good from admitted) and a.id not in (select k.id from known as k)
    on conflict (idempotency_key) where idempotency_key is not null do nothing
    returning id
  ), logged as (
    insert into public.job_events (job_id, at, kind, to_status) select id, v_now, 'enqueued', 1 from added
  ), told as (
    -- As subqueries these are looked up by their hash, however few the planner takes them for.
    select a.*, m.good, a.id in (select k.id from known as k) as is_known, a.id in (select n.id from added as n) as is_added
    from asked as a cross join admitted as m
  )
  select json_agg(json_build_object(
    'row', t.row,
    'id', case when t.fault is null and t.good then case when t.is_known or t.is_added then t.id else e.id end end,
    'result', case
      when t.fault is not null then 'refused'
      when not t.good then 'held'
      when t.is_known or t.is_added then 'created'
      else 'existing' end,
    'reason', t.fault,
    'there', case when t.fault is null then (
      -- The latest first, so that of many with its number one is compared.
      select json_build_object('id', q.id, 'status_id', q.status_id) from (
        select q.id, q.status_id, q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type
        from public.extraction_queue as q
        where ltrim(upper(regexp_replace(left(q.document_number, 200), '[^A-Za-z0-9]', '', 'g')), '0') = ltrim(upper(regexp_replace(left(t.document_number, 200), '[^A-Za-z0-9]', '', 'g')), '0')
          and q.id not in (select x.id from asked as x) and (not t.is_known
            or coalesce(q.created_at, q.available_at) <= (select coalesce(o.created_at, o.available_at) from public.extraction_queue as o where o.id = t.id))
        order by coalesce(q.idempotency_key = t.idempotency_key, false) desc, coalesce(q.created_at, q.available_at) desc, q.id offset 0) as q
      where workers_internal.document_asked(
        q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type) = (select workers_internal.document_asked(
        t.document_source, t.document_number, t.circonscription_fonciere, t.cadastre, t.designation_secondaire, t.acte_type))
      limit 1) end) order by t.row),
    count(*) filter (where t.fault is null and t.good and not t.is_known and not t.is_added and e.id is null),
    bool_or(t.is_known or t.is_added)
    into v_answer, v_unseen, v_created
  from told as t
  left join lateral (select q.id from public.extraction_queue as q where q.idempotency_key = t.idempotency_key and t.fault is null offset 0) as e on true;

  if v_unseen > 0 then
    -- A key that another transaction, or an earlier row of this request, added a moment ago shows only to a later statement.
    select json_agg(case
      when q.id is null then d.value
      when f.is_same then (d.value::jsonb || jsonb_build_object('id', q.id, 'there', jsonb_build_object('id', q.id, 'status_id', q.status_id)))::json
      else (d.value::jsonb || jsonb_build_object('result', 'refused', 'reason', format(v_other, left(q.idempotency_key, 60), q.id || ' (' || q.document_source || ' ' || left(q.document_number, 60) || ')')))::json
      end order by d.ordinality), v_created and bool_or(not f.is_same) into v_answer, v_torn
    from json_array_elements(v_answer) with ordinality as d
    left join jsonb_to_record(case when d.value->>'result' = 'existing' and d.value->>'id' is null then v_documents->(d.ordinality - 1)::integer end) as a(
      document_source text, document_number text, circonscription_fonciere text, cadastre text, designation_secondaire text, acte_type text, idempotency_key text) on true
    left join lateral (select q.* from public.extraction_queue as q where q.idempotency_key = a.idempotency_key offset 0) as q on true
    left join lateral (select workers_internal.document_asked(
      q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type) = workers_internal.document_asked(
      a.document_source, a.document_number, a.circonscription_fonciere, a.cadastre, a.designation_secondaire, a.acte_type) as is_same where q.id is not null) as f on true;
    if v_mode = 'all_or_none' and v_torn then
      -- What was added here goes with this transaction; asked again, the other one's document is seen from the start.
      raise exception 'another document took an idempotency_key meanwhile: ask again' using errcode = 'serialization_failure';
    end if;
  end if;
  return json_build_object('documents', coalesce(v_answer, '[]'));
end $$;
