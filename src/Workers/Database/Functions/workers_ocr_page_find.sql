-- workers_ocr_page_find: the pages of a document that are already read.
-- Request: content_sha256, kind, model, prompt_hash. Answer: {"pages": [{page, result, input_tokens, output_tokens, cost_usd}…]}.
-- Promise: reads only; pages in order.
create or replace function public.workers_ocr_page_find(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('pages', coalesce(jsonb_agg(jsonb_build_object(
    'page', p.page,
    'result', p.result,
    'input_tokens', p.input_tokens,
    'output_tokens', p.output_tokens,
    'cost_usd', p.cost_usd) order by p.page), '[]'))
  from public.ocr_pages as p
  where p.content_sha256 = request->>'content_sha256'
    and p.kind = request->>'kind'
    and p.model = request->>'model'
    and p.prompt_hash = request->>'prompt_hash'
$$;
