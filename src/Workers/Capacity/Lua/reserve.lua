-- Checks and takes in one step. Promises: granted only within the budget; a refused operation is never applied later.
-- ARGV 9 worker id  10 operation  11 type  12 cpu  13 ram  14 '1': wait with a shadow when it does not fit
--      15 an earlier operation whose answer was lost, or ''
-- Returns {'granted', startedAt} | {'refused', need, allocated, budget, kept free; cpu and ram of each}
--       | {'recovering', ms} | {'taken', daemon} | {'late'} | {'foreign', host}

local worker, operation = ARGV[9], ARGV[10]
local need = { cpu = tonumber(ARGV[12]), ram = tonumber(ARGV[13]) }
local held = find(worker)

if held and held.op == operation then
  return done({ 'granted', string.format('%.0f', held.startedAt) })
end
if held and held.daemon ~= me then
  return done({ 'taken', held.daemon })
end
if is_buried(operation) or not declared then
  return done({ 'late' })
end

bury(ARGV[15])
if held then
  bury(held.op)
  give_back(worker, held)
end

local function wait()
  bury(operation)
  if ARGV[14] == '1' then
    local before = redis.call('HGET', KEYS[3], worker)
    redis.call('HSET', KEYS[3], worker, cjson.encode({
      daemon = me, type = ARGV[11], cpu = need.cpu, ram = need.ram,
      since = before and cjson.decode(before).since or now, expiresAt = now + ttl }))
  end
end

if state.opensAt > now then
  wait()
  return done({ 'recovering', state.opensAt - now })
end

local kept = kept_free_from(worker)
local after = { cpu = state.cpu + kept.cpu + need.cpu, ram = state.ram + kept.ram + need.ram }
if not holds(after, budget()) then
  wait()
  return refused(need, kept)
end

if kept.asked then
  redis.call('HDEL', KEYS[3], worker)
end
take(worker, { op = operation, daemon = me, type = ARGV[11], cpu = need.cpu, ram = need.ram, startedAt = now })
return done({ 'granted', string.format('%.0f', now) })
