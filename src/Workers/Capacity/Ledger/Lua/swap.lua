-- Changes what a worker holds, old and new in one step. Promises: what does not fit keeps the old.
-- ARGV 7 worker id  8 the operation held  9 operation  10 type  11 cpu  12 ram
-- Returns {'granted', startedAt} | {'refused', …} as reserve.lua | {'lost'} | {'late'} | {'foreign', host}

local worker, operation = ARGV[7], ARGV[9]
local need = { cpu = tonumber(ARGV[11]), ram = tonumber(ARGV[12]) }
local held = find(worker)

if held and held.op == operation then
  return done({ 'granted', string.format('%d', held.startedAt) })
end
if is_buried(operation) then
  return done({ 'late' })
end
if not held or held.op ~= ARGV[8] then
  bury(operation)
  return done({ 'lost' })
end

local kept = kept_free_from(worker)
local after = { cpu = state.cpu - held.cpu + kept.cpu + need.cpu, ram = state.ram - held.ram + kept.ram + need.ram }
if not holds(need, held) and not holds(after, terms.budget) then
  bury(operation)
  return refused(need, kept)
end

bury(held.op)
give_back(worker, held)
take(worker, { op = operation, daemon = me, type = ARGV[10], cpu = need.cpu, ram = need.ram, startedAt = held.startedAt })
return done({ 'granted', string.format('%d', held.startedAt) })
