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
language plpgsql security definer set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_documents constant jsonb := coalesce(request->'documents', '[]');
  v_count constant integer := jsonb_array_length(v_documents);
  v_mode constant text := coalesce(request->>'mode', 'each');
  v_request constant text := request->>'request_id';
  v_answer jsonb;
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
    left join public.extraction_queue as o on o.idempotency_key = a.idempotency_key and workers_internal.document_asked(
      o.document_source, o.document_number, o.circonscription_fonciere, o.cadastre, o.designation_secondaire, o.acte_type) <> a.document
  ), admitted as (
    select v_mode = 'each' or (v_mode = 'all_or_none' and not exists (select from asked as a where a.fault is not null)) as good
  ), known as (
    select q.id from public.extraction_queue as q where v_request is not null and q.id in (select a.id from asked as a)
    -- What was added and purged since was added all the same; when, nothing tells any more.
    union select p.job_id from public.document_purges as p where v_request is not null and p.job_id in (select a.id from asked as a)
  ), added as (
    insert into public.extraction_queue (
      id, document_source, document_number, document_number_normalized, circonscription_fonciere, cadastre, designation_secondaire,
      acte_type, status_id, priority, max_attempts, idempotency_key, dossier, due_at, available_at, created_at, updated_at)
    select a.id, a.document_source, a.document_number, regexp_replace(a.document_number, '[[:space:]\u00a0\u202f]', '', 'g'),
      a.circonscription_fonciere, a.cadastre, a.designation_secondaire, a.acte_type, 1,
      coalesce(a.priority, 0), coalesce(a.max_attempts, 3), a.idempotency_key, nullif(trim(a.dossier), ''), a.due_at, a.at, a.at, v_now
    from asked as a
    where a.fault is null and (select good from admitted) and not exists (select from known as k where k.id = a.id)
    on conflict (idempotency_key) where idempotency_key is not null do nothing
    returning id
  ), logged as (
    insert into public.job_events (job_id, at, kind, to_status) select id, v_now, 'enqueued', 1 from added
  )
  select jsonb_agg(jsonb_build_object(
    'row', a.row,
    'id', case when a.fault is null and m.good then coalesce(n.id, k.id, e.id) end,
    'result', case
      when a.fault is not null then 'refused'
      when not m.good then 'held'
      when coalesce(n.id, k.id) is not null then 'created'
      else 'existing' end,
    'reason', a.fault,
    'there', case when a.fault is null then (
      select jsonb_build_object('id', q.id, 'status_id', q.status_id) from public.extraction_queue as q
      where ltrim(upper(regexp_replace(left(q.document_number, 200), '[^A-Za-z0-9]', '', 'g')), '0') = ltrim(upper(regexp_replace(left(a.document_number, 200), '[^A-Za-z0-9]', '', 'g')), '0')
        and q.id not in (select x.id from asked as x) and (k.id is null
          or coalesce(q.created_at, q.available_at) <= (select coalesce(o.created_at, o.available_at) from public.extraction_queue as o where o.id = k.id)) and workers_internal.document_asked(
          q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type) = workers_internal.document_asked(
          a.document_source, a.document_number, a.circonscription_fonciere, a.cadastre, a.designation_secondaire, a.acte_type)
      order by coalesce(q.idempotency_key = a.idempotency_key, false) desc, coalesce(q.created_at, q.available_at) desc, q.id limit 1) end,
    'key', a.idempotency_key,
    'document', a.document) order by a.row) into v_answer
  from asked as a
  cross join admitted as m
  left join added as n on n.id = a.id
  left join known as k on k.id = a.id
  left join public.extraction_queue as e on e.idempotency_key = a.idempotency_key and a.fault is null;

  -- A key that another transaction, or an earlier row of this request, added a moment ago shows only to a later statement.
  select jsonb_agg(d - 'key' - 'document' || case
    when q.id is null then '{}'
    when workers_internal.document_asked(
      q.document_source, q.document_number, q.circonscription_fonciere, q.cadastre, q.designation_secondaire, q.acte_type) = d->>'document'
      then jsonb_build_object('id', q.id, 'there', jsonb_build_object('id', q.id, 'status_id', q.status_id))
    else jsonb_build_object('result', 'refused', 'reason', format(v_other, left(d->>'key', 60), q.id || ' (' || q.document_source || ' ' || left(q.document_number, 60) || ')'))
    end order by (d->>'row')::bigint) into v_answer
  from jsonb_array_elements(v_answer) as d
  left join public.extraction_queue as q on d->>'result' = 'existing' and d->>'id' is null and q.idempotency_key = d->>'key';
  if v_mode = 'all_or_none' and v_answer @? '$[*] ? (@.result == "refused")' and v_answer @? '$[*] ? (@.result == "created")' then
    -- What was added here goes with this transaction; asked again, the other one's document is seen from the start.
    raise exception 'another document took an idempotency_key meanwhile: ask again' using errcode = 'serialization_failure';
  end if;
  return jsonb_build_object('documents', coalesce(v_answer, '[]'));
end $$;
