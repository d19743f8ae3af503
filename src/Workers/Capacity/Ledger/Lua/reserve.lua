-- Checks and takes in one step. Promises: granted only within the budget; a refused operation is never applied later.
-- ARGV 7 worker id  8 operation  9 type  10 cpu  11 ram  12 '1': wait with a shadow when it does not fit
--      13… earlier operations of this worker, applied or not, which are never applied later
-- Returns {'granted', startedAt} | {'refused', need, allocated, budget, kept free; cpu and ram of each}
--       | {'recovering', ms} | {'taken', daemon} | {'late'} | {'foreign', host}

local worker, operation = ARGV[7], ARGV[8]
local need = { cpu = tonumber(ARGV[10]), ram = tonumber(ARGV[11]) }
local held = find(worker)

if held and held.op == operation then
  return done({ 'granted', string.format('%d', held.startedAt) })
end
if held and held.daemon ~= me then
  return done({ 'taken', held.daemon })
end
if is_buried(operation) or not declared then
  return done({ 'late' })
end

for i = 13, #ARGV do
  bury(ARGV[i])
end
if held then
  bury(held.op)
  give_back(worker, held)
end

local function wait()
  bury(operation)
  if ARGV[12] == '1' then
    local before = redis.call('HGET', KEYS[2], worker)
    redis.call('HSET', KEYS[2], worker, cjson.encode({
      daemon = me, type = ARGV[9], cpu = need.cpu, ram = need.ram,
      since = before and cjson.decode(before).since or now, expiresAt = now + ttl }))
    state.waiting = redis.call('HLEN', KEYS[2])
  end
end

if terms.opensAt > now then
  wait()
  return done({ 'recovering', terms.opensAt - now })
end

local kept = kept_free_from(worker)
local after = { cpu = state.cpu + kept.cpu + need.cpu, ram = state.ram + kept.ram + need.ram }
if not holds(after, terms.budget) then
  wait()
  return refused(need, kept)
end

if kept.asked then
  redis.call('HDEL', KEYS[2], worker)
end
take(worker, { op = operation, daemon = me, type = ARGV[9], cpu = need.cpu, ram = need.ram, startedAt = now })
return done({ 'granted', string.format('%d', now) })
