-- workers_ocr_page_save: keeps what was read on one page.
-- Request: content_sha256, page, kind, model, prompt_hash, result, finish_reason, input_tokens, output_tokens, cost_usd.
-- Answer: {"kept": "now" | "already"}. Promise: the first result of a page stays; the same call again changes nothing.
create or replace function public.workers_ocr_page_save(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ocr_pages (content_sha256, page, kind, model, prompt_hash, result, finish_reason, input_tokens, output_tokens, cost_usd)
  select a.content_sha256, a.page, a.kind, a.model, a.prompt_hash, a.result, a.finish_reason, a.input_tokens, a.output_tokens, a.cost_usd
  from jsonb_to_record(request) as a(
    content_sha256 text, page integer, kind text, model text, prompt_hash text, result jsonb, finish_reason text,
    input_tokens bigint, output_tokens bigint, cost_usd numeric)
  on conflict do nothing;
  return jsonb_build_object('kept', case when found then 'now' else 'already' end);
end $$;
