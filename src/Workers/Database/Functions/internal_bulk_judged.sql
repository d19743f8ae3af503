-- workers_internal.bulk_judged(verb, options, ids): what an order would do to each document.
-- Input: retry, cancel, requeue_ocr or priority; {"allow_repurchase", "priority"}; ids. Output: a row for each id that is there: fault (why it is left as it is; null where it
--   is changed), buys (new: a purchase; perhaps: a purchase unless it is owned by then; doubt: looked for among the invoices, not bought; null: none), reads (whether it will be read).
-- Promise: reads only. What somebody holds is never changed.
create or replace function workers_internal.bulk_judged(verb text, options jsonb, ids uuid[])
returns table (id uuid, status_id integer, source text, fault text, buys text, reads boolean, pages integer)
language sql stable set search_path = '' as $$
  select q.id, q.status_id, q.document_source::text, f.fault,
    case when f.fault is null and verb = 'retry' and q.supabase_path is null then
      case when c.in_doubt then case when o.repurchase then 'new' else 'doubt' end
        when c.rejected then 'new' when c.bought then null when c.prepared then 'new' else 'perhaps' end end,
    f.fault is null and verb in ('retry', 'requeue_ocr') and q.document_source in ('index', 'acte'),
    q.page_count
  from public.extraction_queue as q
  cross join lateral (select coalesce((options->>'allow_repurchase')::boolean, false) as repurchase, (options->>'priority')::integer as priority) as o
  left join lateral (
    select bool_or(k.state in ('submitting', 'uncertain')) as in_doubt, bool_or(k.state = 'rejected') as rejected, bool_or(k.state in ('received', 'stored')) as bought,
      bool_or(k.state = 'prepared') as prepared
    from public.registre_consultations as k where verb = 'retry' and k.job_id = q.id) as c on true
  cross join lateral (select case
    when exists (select from public.document_purges as p where p.job_id = q.id) then 'its purge has begun: purge goes on with it'
    when verb = 'retry' then case
      when q.status_id is distinct from 5 then format('its status is %s, not 5', q.status_id)
      when q.supabase_path is null and not o.repurchase and (q.outcome = 'wrong_document' or c.rejected)
        then 'another document was bought in its place: look at it with accept, then keep it, or allow the repurchase'
      when q.supabase_path is null and not o.repurchase and q.outcome = 'purchase_uncertain' and c.in_doubt is not true
        then 'it may be bought already, and no purchase of it is known that could be looked up: look at the invoices, then allow the repurchase'
    end
    when q.status_id = 2 then 'its status is 2: somebody works on it'
    when (q.document_source in ('index', 'acte', 'plan_cadastraux')) is not true then 'it is of a kind that this program does not know'
    when verb = 'requeue_ocr' then case
      when q.document_source = 'plan_cadastraux' then 'a plan is not read'
      when q.status_id = 3 then 'it waits for its reading already'
      when q.status_id = 1 then 'it is not bought yet'
      when q.supabase_path is null then 'its PDF is not stored'
    end
    when q.status_id in (4, 5) or (q.status_id = 3 and q.document_source = 'plan_cadastraux') then format('it has ended: its status is %s', q.status_id)
    when verb = 'priority' and q.priority = o.priority then format('its priority is %s already', q.priority)
  end as fault) as f
  where q.id = any(ids)
$$;
