-- workers_ocr_call_settle: what a question to the model came to.
-- Request: id, model and tier that answered, input_tokens (the cached ones among them), cached_tokens, output_tokens, cost_usd; failure: why
--   there was no answer, null of one.
-- Answer: {"settled": "now" | "already" | "unknown"}. Promise: the first word about a question stays; its day is put right with it.
create or replace function public.workers_ocr_call_settle(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_day date;
  v_more numeric;
begin
  update public.ocr_calls as c
  set settled_at = workers_internal.clock(), model = a.model, tier = a.tier, input_tokens = a.input_tokens, cached_tokens = a.cached_tokens,
    output_tokens = a.output_tokens, cost_usd = a.cost_usd, failure = left(a.failure, 500)
  from jsonb_to_record(request) as a(
    id uuid, model text, tier text, input_tokens bigint, cached_tokens bigint, output_tokens bigint, cost_usd numeric, failure text)
  where c.id = a.id and c.settled_at is null
  returning workers_internal.registre_day(c.opened_at), c.cost_usd - c.estimated_usd into v_day, v_more;
  if found then
    update public.ocr_days as d set usd = d.usd + v_more where d.day = v_day;
    return jsonb_build_object('settled', 'now');
  end if;
  return jsonb_build_object('settled', case when exists (select from public.ocr_calls as c where c.id = (request->>'id')::uuid) then 'already' else 'unknown' end);
end $$;
