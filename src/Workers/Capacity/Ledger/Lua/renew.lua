-- Renews everything that a daemon holds, and the daemon itself.
-- ARGV 7… seven for each worker: worker id, operation, type, cpu, ram, startedAt, an operation whose answer was lost or ''
-- Returns {'renewed', state of each worker in order}: 'kept' (the lost operation will never be applied),
--         'changed' (the lost operation was applied), 'lost' (over, and no room to take it again); or {'foreign', host}
-- A reservation that is missing though nobody gave it back (Redis lost it, or the daemon was paused) is taken again if it fits.
-- Promises: never above the budget, and never what was given back. The sums are counted anew, whatever they were.

local foreign = refuse_foreign()
if foreign then
  return foreign
end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%d', now))

recount()

local answer = { 'renewed' }
for i = 7, #ARGV, 7 do
  local worker, operation, doubtful = ARGV[i], ARGV[i + 1], ARGV[i + 6]
  local need = { cpu = tonumber(ARGV[i + 3]), ram = tonumber(ARGV[i + 4]) }
  local held = find(worker)
  local found = 'lost'
  if held and (held.op == operation or (doubtful ~= '' and held.op == doubtful)) then
    found = held.op == operation and 'kept' or 'changed'
    keep(worker, held)
  elseif not held and declared and not is_buried(operation)
    and holds({ cpu = state.cpu + need.cpu, ram = state.ram + need.ram }, terms.budget) then
    found = 'kept'
    take(worker, {
      op = operation, daemon = me, type = ARGV[i + 2], cpu = need.cpu, ram = need.ram, startedAt = tonumber(ARGV[i + 5]) })
  end
  if found == 'lost' then
    bury(operation)
  end
  if found ~= 'changed' then
    bury(doubtful)
  end
  answer[#answer + 1] = found
end
return done(answer)
