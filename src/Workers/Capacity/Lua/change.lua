-- The second part of every script that changes the ledger: the caller makes itself known, the expired goes.
-- ARGV 2 daemon id  3 machine id  4 host name  5 declared cpu  6 declared ram  7 time to live  8 an id for a new epoch
-- Answers {'foreign', host} when a live daemon of another machine keeps this ledger.
-- When Redis lost its data, or restarted while something was held (its memory may be old), a new epoch begins:
-- for one time to live nothing is admitted, while holders register what they still hold.
-- Promises: what is expired never counts, and a buried operation is never applied.

local me, ttl = ARGV[2], tonumber(ARGV[7])

for id, daemon in pairs(daemons) do
  if daemon.expiresAt > now and daemon.machine ~= ARGV[3] then
    return { 'foreign', daemon.host }
  end
end

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local epoch = redis.call('HMGET', KEYS[5], 'id', 'run')
local used = next(reservations) ~= nil or next(daemons) ~= nil
if not epoch[1] or (epoch[2] ~= run and used) then
  for id in pairs(reservations) do drop(KEYS[1], reservations, id) end
  for id in pairs(waiting) do drop(KEYS[2], waiting, id) end
  for id in pairs(daemons) do drop(KEYS[3], daemons, id) end
  redis.call('HSET', KEYS[5], 'id', ARGV[8], 'opensAt', now + ttl, 'run', run)
elseif epoch[2] ~= run then
  redis.call('HSET', KEYS[5], 'run', run)
end

local freed = false
for id, held in pairs(reservations) do
  if held.expiresAt <= now then
    drop(KEYS[1], reservations, id)
    freed = true
  end
end
for id, want in pairs(waiting) do
  if want.expiresAt <= now then
    drop(KEYS[2], waiting, id)
    freed = true
  end
end
for id, daemon in pairs(daemons) do
  if daemon.expiresAt <= now then
    drop(KEYS[3], daemons, id)
    freed = true
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)

local function bury(operation)
  if operation ~= '' then
    redis.call('ZADD', KEYS[4], now + TOMBSTONE_LIFE, operation)
  end
end

local function is_buried(operation)
  return redis.call('ZSCORE', KEYS[4], operation) or redis.call('ZSCORE', KEYS[4], me)
end

if not is_buried(me) then
  put(KEYS[3], daemons, me, {
    machine = ARGV[3], host = ARGV[4], cpu = tonumber(ARGV[5]), ram = tonumber(ARGV[6]), expiresAt = now + ttl })
end

local function amount(number)
  return string.format('%.14g', number)
end

-- Writes what operators read, tells who waits, and returns the script's answer.
local function done(answer)
  local sum, latest = allocated(), 0
  redis.call('DEL', KEYS[8])
  for id, held in pairs(reservations) do
    latest = math.max(latest, held.expiresAt)
    redis.call('HSET', KEYS[8], id, string.format(
      '{"workerId":%s,"type":"%s","cpu":%s,"ram":%s,"startedAt":%.0f}',
      cjson.encode(id), held.type, amount(held.cpu / 1000), amount(held.ram / 1024), held.startedAt))
  end
  redis.call('SET', KEYS[6], amount(sum.cpu / 1000))
  redis.call('SET', KEYS[7], amount(sum.ram / 1024))
  if latest > 0 then
    -- Nobody left to renew or to sweep: the figures must not outlive what they count.
    for i = 6, 8 do redis.call('PEXPIREAT', KEYS[i], string.format('%.0f', latest)) end
  end
  if freed then
    redis.call('PUBLISH', ARGV[1], '')
  end
  return answer
end

local function refused(need, held, budget, kept)
  return done({ 'refused', need.cpu, need.ram, held.cpu, held.ram, budget.cpu, budget.ram, kept.cpu, kept.ram })
end
