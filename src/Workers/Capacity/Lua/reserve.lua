-- Checks and takes in one step. Promises: granted only within the budget; a refused operation is never applied later.
-- ARGV 9 worker id  10 operation  11 type  12 cpu  13 ram  14 '1': wait with a shadow when it does not fit
--      15 an earlier operation whose answer was lost, or ''
-- Returns {'granted', startedAt} | {'refused', need, allocated, budget, kept free; cpu and ram of each}
--       | {'recovering', ms} | {'taken', daemon} | {'late'} | {'foreign', host}

local worker, operation = ARGV[9], ARGV[10]
local need = { cpu = tonumber(ARGV[12]), ram = tonumber(ARGV[13]) }
local held = reservations[worker]

if held and held.op == operation then
  return done({ 'granted', string.format('%.0f', held.startedAt) })
end
if held and held.daemon ~= me then
  return done({ 'taken', held.daemon })
end
if is_buried(operation) then
  return done({ 'late' })
end

bury(ARGV[15])
if held then
  bury(held.op)
  drop(KEYS[1], reservations, worker)
  freed = true
end

local function wait()
  bury(operation)
  if ARGV[14] == '1' then
    local since = waiting[worker] and waiting[worker].since or now
    put(KEYS[2], waiting, worker, {
      daemon = me, type = ARGV[11], cpu = need.cpu, ram = need.ram, since = since, expiresAt = now + ttl })
  end
end

local left = recovering_for()
if left > 0 then
  wait()
  return done({ 'recovering', left })
end

local budget, sum = least_declared(), allocated()
local kept = kept_free_from(worker, budget)
local after = { cpu = sum.cpu + kept.cpu + need.cpu, ram = sum.ram + kept.ram + need.ram }
if not holds(after, budget) then
  wait()
  return refused(need, sum, budget, kept)
end

drop(KEYS[2], waiting, worker)
put(KEYS[1], reservations, worker, {
  op = operation, daemon = me, type = ARGV[11], cpu = need.cpu, ram = need.ram, startedAt = now, expiresAt = now + ttl })
return done({ 'granted', string.format('%.0f', now) })
