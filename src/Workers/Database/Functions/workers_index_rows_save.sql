-- workers_index_rows_save: keeps the rows of a computerised index that the registry's viewer showed beside its PDF.
-- Request: content_sha256 (of the PDF), is_whole, entries: [{date, number, nature, parties: [{quality, name}…], remarks, address_notice, radiations}…].
-- Answer: {"kept": "now" | "already" | "too_large"}. Promise: what was kept whole stays; at most 8 MB as text.
create or replace function public.workers_index_rows_save(request jsonb) returns json
language plpgsql security definer set search_path = '' as $$
begin
  if octet_length((request->'entries')::text) > 8388608 then
    return jsonb_build_object('kept', 'too_large');
  end if;
  insert into public.registre_index_rows as r (content_sha256, entries, is_whole, rows)
  values (request->>'content_sha256', jsonb_array_length(request->'entries'), (request->>'is_whole')::boolean, request->'entries')
  on conflict (content_sha256) do update set entries = excluded.entries, is_whole = excluded.is_whole, rows = excluded.rows, read_at = excluded.read_at
  where not r.is_whole and excluded.is_whole;
  return jsonb_build_object('kept', case when found then 'now' else 'already' end);
end $$;
