-- Changes what a worker holds, old and new in one step. Promises: what does not fit keeps the old.
-- ARGV 9 worker id  10 the operation held  11 operation  12 type  13 cpu  14 ram
-- Returns {'granted', startedAt} | {'refused', …} as reserve.lua | {'lost'} | {'late'} | {'foreign', host}

local worker, operation = ARGV[9], ARGV[11]
local need = { cpu = tonumber(ARGV[13]), ram = tonumber(ARGV[14]) }
local held = find(worker)

if held and held.op == operation then
  return done({ 'granted', string.format('%.0f', held.startedAt) })
end
if is_buried(operation) then
  return done({ 'late' })
end
if not held or held.op ~= ARGV[10] then
  bury(operation)
  return done({ 'lost' })
end

local kept = kept_free_from(worker)
local after = { cpu = state.cpu - held.cpu + kept.cpu + need.cpu, ram = state.ram - held.ram + kept.ram + need.ram }
if not holds(need, held) and not holds(after, budget()) then
  bury(operation)
  return refused(need, kept)
end

bury(held.op)
give_back(worker, held)
take(worker, { op = operation, daemon = me, type = ARGV[12], cpu = need.cpu, ram = need.ram, startedAt = held.startedAt })
return done({ 'granted', string.format('%.0f', held.startedAt) })
