-- workers_ocr_page_save: keeps what was read on one page.
-- Request: content_sha256, page, kind, model, prompt_hash, result, finish_reason, input_tokens, output_tokens, cost_usd; since: of a document that is read anew.
-- Answer: {"kept": "now" | "already"}. Promise: the first result of a page (since then) stays; the same call again changes nothing.
create or replace function public.workers_ocr_page_save(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ocr_pages as p (content_sha256, page, kind, model, prompt_hash, result, finish_reason, input_tokens, output_tokens, cost_usd)
  select a.content_sha256, a.page, a.kind, a.model, a.prompt_hash, a.result, a.finish_reason, a.input_tokens, a.output_tokens, a.cost_usd
  from jsonb_to_record(request) as a(
    content_sha256 text, page integer, kind text, model text, prompt_hash text, result jsonb, finish_reason text,
    input_tokens bigint, output_tokens bigint, cost_usd numeric)
  on conflict (content_sha256, page, kind, model, prompt_hash) do update set
    result = excluded.result, finish_reason = excluded.finish_reason, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
    cost_usd = excluded.cost_usd, created_at = excluded.created_at
  where p.created_at < (request->>'since')::timestamptz;
  return jsonb_build_object('kept', case when found then 'now' else 'already' end);
end $$;
