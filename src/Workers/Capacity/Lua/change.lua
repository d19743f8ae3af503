-- The second part of every script that changes the ledger: the expired goes, and the changes are written in one way.
-- ARGV 2 daemon id  3 machine id  4 host name  5 declared cpu  6 declared ram  7 time to live  8 an id for a new epoch
-- Answers {'foreign', host} when a live daemon of another machine keeps this ledger.
-- Promises: what is expired never counts, and a buried operation is never applied.
-- When Redis lost its data, or restarted while something was held (its memory may be old), a new epoch begins:
-- for one time to live nothing is admitted, while holders register what they still hold.

local TOMBSTONE_LIFE = 120000
-- No restart of Redis is as quick: so soon after the last call it is still the same process.
local QUICKER_THAN_A_RESTART = 20

local me, ttl = ARGV[2], tonumber(ARGV[7])
local found = redis.call('HMGET', KEYS[6], 'touched', 'opensAt', 'cpu', 'ram', 'budgetCpu', 'budgetRam', 'daemonsUntil', 'shownUntil')
local state = {
  touched = tonumber(found[1]), opensAt = tonumber(found[2] or 0), cpu = tonumber(found[3] or 0), ram = tonumber(found[4] or 0),
  budgetCpu = tonumber(found[5] or 0), budgetRam = tonumber(found[6] or 0), daemonsUntil = tonumber(found[7] or 0),
  shownUntil = tonumber(found[8] or 0) }

local declared, freed, changed = false, false, false

local function begin_epoch(run)
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[9])
  state = { touched = now, opensAt = now + ttl, cpu = 0, ram = 0, budgetCpu = 0, budgetRam = 0, daemonsUntil = 0, shownUntil = 0 }
  redis.call('HSET', KEYS[6], 'id', ARGV[8], 'run', run, 'opensAt', state.opensAt, 'bigCpu', 0, 'bigRam', 0)
  changed = true
end

if not state.touched or now - state.touched > QUICKER_THAN_A_RESTART then
  local id, known = unpack(redis.call('HMGET', KEYS[6], 'id', 'run'))
  -- Where INFO is not allowed, restarts cannot be told; lost data still can.
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
  local used = redis.call('HLEN', KEYS[1]) + redis.call('HLEN', KEYS[4]) > 0
  if not id or (known ~= run and used) then
    begin_epoch(run)
  elseif known ~= run then
    redis.call('HSET', KEYS[6], 'run', run)
  end
end

local function bury(operation)
  if operation ~= '' then
    redis.call('ZADD', KEYS[5], now + TOMBSTONE_LIFE, operation)
  end
end

local function is_buried(operation)
  return redis.call('ZSCORE', KEYS[5], operation)
end

local function amount(number)
  return string.format('%.14g', number)
end

local function count(held, sign)
  state.cpu = state.cpu + sign * held.cpu
  state.ram = state.ram + sign * held.ram
  if held.type == 'registre' then
    redis.call('HINCRBY', KEYS[6], 'bigCpu', sign * held.cpu)
    redis.call('HINCRBY', KEYS[6], 'bigRam', sign * held.ram)
  end
  changed = true
end

local function find(worker)
  local text = redis.call('HGET', KEYS[1], worker)
  return text and parse(text)
end

local function take(worker, held)
  redis.call('HSET', KEYS[1], worker, string.format('%s %s %s %d %d %.0f', held.op, held.daemon, held.type, held.cpu, held.ram, held.startedAt))
  redis.call('ZADD', KEYS[2], now + ttl, worker)
  redis.call('HSET', KEYS[9], worker, string.format(
    '{"workerId":%s,"type":"%s","cpu":%.14g,"ram":%.14g,"startedAt":%.0f}',
    cjson.encode(worker), held.type, held.cpu / 1000, held.ram / 1024, held.startedAt))
  count(held, 1)
end

local function give_back(worker, held)
  redis.call('HDEL', KEYS[1], worker)
  redis.call('ZREM', KEYS[2], worker)
  redis.call('HDEL', KEYS[9], worker)
  count(held, -1)
  freed = true
end

-- Writes the state and what operators read, tells who waits, and returns the script's answer.
local function done(answer)
  redis.call('HSET', KEYS[6], 'touched', now, 'cpu', state.cpu, 'ram', state.ram)
  if changed then
    if state.cpu == 0 and state.ram == 0 then
      redis.call('SET', KEYS[7], '0')
      redis.call('SET', KEYS[8], '0')
      state.shownUntil = 0
      redis.call('HSET', KEYS[6], 'shownUntil', 0)
    else
      redis.call('SET', KEYS[7], amount(state.cpu / 1000), 'KEEPTTL')
      redis.call('SET', KEYS[8], amount(state.ram / 1024), 'KEEPTTL')
    end
  end
  if state.cpu > 0 and state.shownUntil < now + ttl then
    -- Nobody may be left to renew or to sweep: the figures must not outlive by much what they count.
    local till = now + ttl + ttl
    for i = 7, 9 do redis.call('PEXPIREAT', KEYS[i], till) end
    redis.call('HSET', KEYS[6], 'shownUntil', till)
  end
  if freed then
    redis.call('PUBLISH', ARGV[1], '')
  end
  return answer
end

-- Makes this daemon known unless it has closed, and forgets daemons that are gone; returns the host of a foreign one.
local function declare()
  local daemons = read_json(KEYS[4])
  for id, daemon in pairs(daemons) do
    if daemon.expiresAt <= now then
      redis.call('HDEL', KEYS[4], id)
      daemons[id] = nil
      freed = true
    elseif daemon.machine ~= ARGV[3] then
      return daemon.host
    end
  end
  declared = not is_buried(me)
  if declared then
    daemons[me] = { machine = ARGV[3], host = ARGV[4], cpu = tonumber(ARGV[5]), ram = tonumber(ARGV[6]), expiresAt = now + ttl }
    redis.call('HSET', KEYS[4], me, cjson.encode(daemons[me]))
  end
  local least = least_declared(daemons) or { cpu = 0, ram = 0, till = 0 }
  state.budgetCpu, state.budgetRam, state.daemonsUntil = least.cpu, least.ram, least.till
  redis.call('HSET', KEYS[6], 'budgetCpu', least.cpu, 'budgetRam', least.ram, 'daemonsUntil', least.till)
end

local function budget()
  return { cpu = state.budgetCpu, ram = state.budgetRam }
end

for _, worker in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  give_back(worker, find(worker))
end

-- Nil when this daemon may take part, else the script's answer.
local function refuse_foreign()
  local foreign = declare()
  return foreign and { 'foreign', foreign }
end

if state.daemonsUntil <= now then
  local foreign = refuse_foreign()
  if foreign then return foreign end
end
