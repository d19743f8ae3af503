-- workers_ocr_page_find: the pages of a document that are already read.
-- Request: content_sha256, kind, model, prompt_hash; after: only pages behind this one, optional; since: only pages kept since then, optional.
-- Answer: {"pages": [{page, result, input_tokens, output_tokens, cost_usd}…], "more": whether there are pages behind the last of these}.
-- Promise: reads only; pages in order, as many as come to about 4 MB and one at least: a long document is asked for piece by piece.
create or replace function public.workers_ocr_page_find(request jsonb) returns json
language sql stable security definer set search_path = '' as $$
  with kept as (
    select p.*, sum(octet_length(p.result::text)) over (order by p.page) - octet_length(p.result::text) as before
    from public.ocr_pages as p
    where p.content_sha256 = request->>'content_sha256'
      and p.kind = request->>'kind'
      and p.model = request->>'model'
      and p.prompt_hash = request->>'prompt_hash'
      and p.page > coalesce((request->>'after')::integer, -1)
      and (request->>'since' is null or p.created_at >= (request->>'since')::timestamptz)
  )
  select jsonb_build_object(
    'pages', coalesce(jsonb_agg(jsonb_build_object(
      'page', k.page,
      'result', k.result,
      'input_tokens', k.input_tokens,
      'output_tokens', k.output_tokens,
      'cost_usd', k.cost_usd) order by k.page) filter (where k.before < 4000000), '[]'),
    'more', coalesce(bool_or(k.before >= 4000000), false))
  from kept as k
$$;
