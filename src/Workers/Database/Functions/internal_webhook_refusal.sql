-- workers_internal.webhook_refusal(key_check): why a server may not deliver from this database.
-- Input: what is known of the server's key. Output: 'unused' where nothing was ever set up, 'key' where the secrets are derived from another key, another environment or another database,
--   'home' where the database lies elsewhere than an operator said; null where it may. Promise: reads only.
create or replace function workers_internal.webhook_refusal(key_check text) returns text
language sql stable set search_path = '' as $$
  select case when w.key_check is null then 'unused' when w.key_check is distinct from webhook_refusal.key_check then 'key' when w.home is distinct from workers_internal.home() then 'home' end
  from workers_internal.webhooks as w
$$;
