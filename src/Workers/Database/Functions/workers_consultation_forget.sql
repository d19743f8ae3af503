-- workers_consultation_forget: a stored document is certainly no longer in the store (stored→abandoned).
-- Request: id, note. Answer: {"done": bool}.
-- Promise: only a stored row, or one that was forgotten before; the next begin may buy the document again.
create or replace function public.workers_consultation_forget(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  update public.registre_consultations as c set state = 'abandoned', note = request->>'note'
  where c.id = (request->>'id')::uuid and (c.state = 'stored' or (c.state = 'abandoned' and c.stored_at is not null));
  return jsonb_build_object('done', found);
end $$;
