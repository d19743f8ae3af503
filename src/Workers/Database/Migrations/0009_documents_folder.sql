-- Migration 0009: which folder holds the environment's documents, where they are kept in one.
-- Input: none. Output: workers_internal.documents_folder, at most one row, the id in the folder's marker.
-- Promise: only adds.

create table if not exists workers_internal.documents_folder (
  is_only boolean primary key default true check (is_only),
  id text not null
);
