-- workers_internal.bulk_told(bulk): an order as the functions answer it.
-- Input: its row. Output: its fields; ids of its filter as their number alone. Promise: one shape for all of them.
create or replace function workers_internal.bulk_told(bulk public.bulk_changes) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', bulk.id, 'verb', bulk.verb, 'filter', bulk.filter - 'ids', 'ids', jsonb_array_length(bulk.filter->'ids'), 'options', bulk.options, 'asked_by', bulk.asked_by, 'reason', bulk.reason,
    'asked_at', bulk.asked_at, 'expected', bulk.expected, 'expected_cad', bulk.expected_cad, 'expected_usd', bulk.expected_usd, 'changed', bulk.changed, 'left_out', bulk.left_out,
    'reasons', bulk.reasons, 'state', bulk.state, 'runner', bulk.runner, 'runner_until', bulk.runner_until, 'ended_at', bulk.ended_at, 'ended_by', bulk.ended_by)
$$;
