-- workers_internal.dossier_hash(dossier): which dossier it was, for who knows its name.
-- Input: as a row holds it. Output: SHA-256 with this database's salt, hex; null of none. Promise: reads only; the same as model_transfers shows.
create or replace function workers_internal.dossier_hash(dossier text) returns text
language plpgsql stable set search_path = '' as $$
begin
  return (select encode(sha256(convert_to(s.salt || ' ' || workers_internal.dossier_of(dossier), 'UTF8')), 'hex') from workers_internal.dossier_salt as s);
end $$;
