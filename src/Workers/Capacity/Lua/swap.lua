-- Changes what a worker holds, old and new in one step. Promises: what does not fit keeps the old.
-- ARGV 8 worker id  9 the operation held  10 operation  11 type  12 cpu  13 ram
-- Returns {'granted', startedAt} | {'refused', …} as reserve.lua | {'lost'} | {'late'} | {'foreign', host}

local worker, operation = ARGV[8], ARGV[10]
local need = { cpu = tonumber(ARGV[12]), ram = tonumber(ARGV[13]) }
local held = find(worker)

if held and held.op == operation then
  return done({ 'granted', string.format('%d', held.startedAt) })
end
if is_buried(operation) then
  return done({ 'late' })
end
if not held or held.op ~= ARGV[9] then
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
take(worker, { op = operation, daemon = me, type = ARGV[11], cpu = need.cpu, ram = need.ram, startedAt = held.startedAt })
return done({ 'granted', string.format('%d', held.startedAt) })
