-- workers_keys: the keys of this environment, those that were revoked too, the oldest first.
-- Request: nothing. Answer: {"keys": [as workers_key_make has it…]}.
-- Promise: reads only; no secret and no hash of one is told.
create or replace function public.workers_keys(request jsonb) returns json
language plpgsql stable security definer set search_path = '' as $$
begin
  return json_build_object('keys', coalesce((select json_agg(to_jsonb(k) - 'secret_sha256' order by k.made_at, k.id) from public.access_keys as k), '[]'));
end $$;
