-- workers_internal.dossier_turn(kind, turns, machine): documents of the dossiers whose turn it is, locked.
-- Input: download, index or acte; how many; the claimer's machine.
-- Output: their ids, the oldest of each dossier, from the one after the last that had a turn; those without a dossier count as one.
-- Promise: planned with the settings of workers_claim, which calls it; bounded work however many dossiers and documents wait; none where no dossier waits, or where another claim takes the turn in this moment.
create or replace function workers_internal.dossier_turn(v_kind text, v_turns integer, v_machine text) returns uuid[]
language plpgsql set search_path = '' as $$
declare
  v_now constant timestamptz := workers_internal.clock();
  v_aside constant boolean := exists (select from workers_internal.refused_rows);
  v_last text;
  v_at timestamptz;
  v_id uuid;
  v_picked uuid[] := '{}';
  v_wraps integer := 0;
begin
  perform from public.extraction_queue as q
  where case when q.status_id = 1 then 'download' when q.document_source = 'index' then 'index' else 'acte' end = v_kind and nullif(left(trim(q.dossier), 100), '') > ''
    and ((q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux')) or (q.status_id = 3 and q.document_source in ('index', 'acte')))
  limit 1;
  if not found then
    return v_picked;
  end if;
  select t.dossier into v_last from workers_internal.turns as t where t.kind = v_kind for update skip locked;
  if not found then
    return v_picked;
  end if;
  for v_probe in 1 .. v_turns + 20 loop
    exit when cardinality(v_picked) = v_turns or v_wraps = 2;
    -- The next one by name; behind the last those without a dossier, then the first again.
    if v_last is null then
      v_last := '';
      v_wraps := v_wraps + 1;
    end if;
    select nullif(left(trim(q.dossier), 100), ''), q.available_at into v_last, v_at from public.extraction_queue as q
    where case when q.status_id = 1 then 'download' when q.document_source = 'index' then 'index' else 'acte' end = v_kind and nullif(left(trim(q.dossier), 100), '') > v_last
      and ((q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux')) or (q.status_id = 3 and q.document_source in ('index', 'acte')))
    order by case when q.status_id = 1 then 'download' when q.document_source = 'index' then 'index' else 'acte' end, nullif(left(trim(q.dossier), 100), ''), q.available_at, q.id limit 1;
    continue when v_last is not null and v_at > v_now;
    if v_last is not null then
      select q.id into v_id from public.extraction_queue as q
      where case when q.status_id = 1 then 'download' when q.document_source = 'index' then 'index' else 'acte' end = v_kind and nullif(left(trim(q.dossier), 100), '') = v_last
        and ((q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux')) or (q.status_id = 3 and q.document_source in ('index', 'acte')))
        and q.available_at <= v_now and (q.status_id = 3 or q.machine_id is null or q.machine_id = v_machine or q.pinned_until <= v_now)
        and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
        and q.id <> all(v_picked)
      order by q.available_at, q.id limit 1 for no key update skip locked;
    else
      select q.id into v_id from public.extraction_queue as q
      where case when q.status_id = 1 then 'download' when q.document_source = 'index' then 'index' else 'acte' end = v_kind and nullif(left(trim(q.dossier), 100), '') is null
        and ((q.status_id = 1 and q.document_source in ('index', 'acte', 'plan_cadastraux')) or (q.status_id = 3 and q.document_source in ('index', 'acte')))
        and q.available_at <= v_now and (q.status_id = 3 or q.machine_id is null or q.machine_id = v_machine or q.pinned_until <= v_now)
        and (not v_aside or not exists (select from workers_internal.refused_rows as r where r.job_id = q.id and r.until > v_now))
        and q.id <> all(v_picked)
      order by q.available_at, q.id limit 1 for no key update skip locked;
    end if;
    if v_id is not null then
      v_picked := v_picked || v_id;
    end if;
  end loop;
  update workers_internal.turns as t set dossier = v_last where t.kind = v_kind;
  return v_picked;
end $$;
