-- Migration 0018: the clock of every function is planned once a session.
-- Input: nothing. Output: workers_internal.clock() in plpgsql. Promise: the same time; no row is changed.

-- A function in SQL that fixes its search path becomes no part of the statement that calls it, and is planned anew at each call.
create or replace function workers_internal.clock() returns timestamptz
language plpgsql stable set search_path = '' as 'begin return now(); end';
