-- The second part of every script that changes the ledger: the expired goes, and the changes are written in one way.
-- ARGV 1 daemon id  2 machine id  3 host name  4 declared cpu  5 declared ram  6 time to live
-- Answers {'foreign', host} when a live daemon of another machine keeps this ledger.
-- Promises: what is expired never counts, and a buried operation is never applied.
-- When Redis lost its data, restarted while something was held (its memory may be old), or a replica took over (what it missed may be
-- all that is held), a new epoch begins: for one time to live nothing is admitted, while holders register what they still hold.

local TOMBSTONE_LIFE = 120000
-- No restart and no failover is as quick: so soon after the last call it is still the same process.
local QUICKER_THAN_A_RESTART = 20

local me, ttl = ARGV[1], tonumber(ARGV[6])
local found = redis.call('HMGET', KEYS[5], 'figures', 'opensAt', 'budgetCpu', 'budgetRam', 'daemonsUntil', 'daemons')
local terms = {
  opensAt = tonumber(found[2] or 0), daemonsUntil = tonumber(found[5] or 0), daemons = found[6] or '',
  budget = { cpu = tonumber(found[3] or 0), ram = tonumber(found[4] or 0) } }

-- The figures, which every call writes: when the ledger was last touched; what is held, and what of it by big workers; no reservation
-- ends before nextEnd; what operators read lives until shownUntil; while waiting is 0 nobody waits.
local touched, cpu, ram, big_cpu, big_ram, next_end, shown_until, waiting =
  string.match(found[1] or '', '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)%f[%D]')
local state = touched and {
  cpu = tonumber(cpu), ram = tonumber(ram), bigCpu = tonumber(big_cpu), bigRam = tonumber(big_ram),
  nextEnd = tonumber(next_end), shownUntil = tonumber(shown_until), waiting = tonumber(waiting) }

local declared, changed = false, false
-- Whether Redis knew nothing of this ledger before this call.
local is_new = not state and redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]) == 0

local function begin_epoch(run)
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
  state = { cpu = 0, ram = 0, bigCpu = 0, bigRam = 0, nextEnd = 0, shownUntil = 0, waiting = 0 }
  terms = { opensAt = now + ttl, daemonsUntil = 0, daemons = '', budget = { cpu = 0, ram = 0 } }
  redis.call('HSET', KEYS[5], 'run', run, 'opensAt', string.format('%d', terms.opensAt))
  changed = true
end

-- A server that was a replica before it became the primary, or that does not say.
local function took_over()
  local info = redis.pcall('INFO', 'replication')
  return type(info) ~= 'string' or not string.match(info, 'master_replid2:0+%s')
end

if not state or math.abs(now - touched) > QUICKER_THAN_A_RESTART then
  local known = redis.call('HGET', KEYS[5], 'run')
  -- Where INFO is not allowed, restarts cannot be told; lost data still can.
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
  local used = redis.call('HLEN', KEYS[1]) + redis.call('HLEN', KEYS[3]) > 0
  if not state or (known ~= run and (used or took_over())) then
    begin_epoch(run)
  elseif known ~= run then
    redis.call('HSET', KEYS[5], 'run', run)
  end
end

local function bury(operation)
  if operation ~= '' then
    redis.call('ZADD', KEYS[4], string.format('%d', now + TOMBSTONE_LIFE), operation)
  end
end

local function is_buried(operation)
  return redis.call('ZSCORE', KEYS[4], operation)
end

local function amount(number)
  return string.format('%.14g', number)
end

local function count(held, sign)
  state.cpu = state.cpu + sign * held.cpu
  state.ram = state.ram + sign * held.ram
  if held.type == 'registre' then
    state.bigCpu = state.bigCpu + sign * held.cpu
    state.bigRam = state.bigRam + sign * held.ram
  end
  if state.nextEnd == 0 or held.expiresAt < state.nextEnd then
    state.nextEnd = held.expiresAt
  end
  changed = true
end

local function find(worker)
  local text = redis.call('HGET', KEYS[1], worker)
  return text and parse(text)
end

-- Holds it from now on for one time to live.
local function keep(worker, held)
  held.expiresAt = now + ttl
  redis.call('HSET', KEYS[1], worker, write(worker, held))
end

local function take(worker, held)
  keep(worker, held)
  count(held, 1)
end

local function forget(worker)
  redis.call('HDEL', KEYS[1], worker)
end

-- With its last field the hash is gone, and its end with it.
local function end_if_empty()
  if state.cpu == 0 and state.ram == 0 then
    state.nextEnd, state.shownUntil = 0, 0
  end
end

local function give_back(worker, held)
  forget(worker)
  count(held, -1)
  end_if_empty()
end

-- Forgets what has expired and counts the sums anew, whatever they were.
local function recount()
  state.cpu, state.ram, state.bigCpu, state.bigRam, state.nextEnd = 0, 0, 0, 0, 0
  local flat = redis.call('HGETALL', KEYS[1])
  for i = 1, #flat, 2 do
    local held = parse(flat[i + 1])
    if held.expiresAt > now then
      count(held, 1)
    else
      forget(flat[i])
    end
  end
  end_if_empty()
  changed = true
end

-- Writes the state and what operators read, and returns the script's answer.
local function done(answer)
  if changed and state.shownUntil > 0 then
    redis.call('SET', KEYS[6], amount(state.cpu / 1000), 'KEEPTTL')
    redis.call('SET', KEYS[7], amount(state.ram / 1024), 'KEEPTTL')
  elseif changed then
    redis.call('SET', KEYS[6], amount(state.cpu / 1000))
    redis.call('SET', KEYS[7], amount(state.ram / 1024))
  end
  if state.cpu > 0 and state.shownUntil < now + ttl then
    -- Nobody may be left to renew or to sweep: what operators read must not outlive by much what it counts.
    state.shownUntil = now + ttl + ttl
    for _, key in ipairs({ KEYS[1], KEYS[6], KEYS[7] }) do
      redis.call('PEXPIREAT', key, state.shownUntil)
    end
  end
  redis.call('HSET', KEYS[5], 'figures', string.format('%d %d %d %d %d %d %d %d',
    now, state.cpu, state.ram, state.bigCpu, state.bigRam, state.nextEnd, state.shownUntil, state.waiting))
  return answer
end

-- Makes this daemon known unless it has closed, and forgets daemons that are gone; returns the host of a foreign one.
local function declare()
  local daemons = read_json(KEYS[3])
  for id, daemon in pairs(daemons) do
    if daemon.expiresAt <= now then
      redis.call('HDEL', KEYS[3], id)
      daemons[id] = nil
    elseif daemon.machine ~= ARGV[2] then
      return daemon.host
    end
  end
  declared = not is_buried(me)
  if declared then
    daemons[me] = { machine = ARGV[2], host = ARGV[3], cpu = tonumber(ARGV[4]), ram = tonumber(ARGV[5]), expiresAt = now + ttl }
    redis.call('HSET', KEYS[3], me, cjson.encode(daemons[me]))
  end
  local least = least_declared(daemons) or { cpu = 0, ram = 0, till = 0 }
  terms.budget, terms.daemonsUntil, terms.daemons = { cpu = least.cpu, ram = least.ram }, least.till, ' '
  for id in pairs(daemons) do
    terms.daemons = terms.daemons .. id .. ' '
  end
  redis.call('HSET', KEYS[5], 'budgetCpu', least.cpu, 'budgetRam', least.ram, 'daemonsUntil', least.till, 'daemons', terms.daemons)
end

if state.nextEnd > 0 and state.nextEnd <= now then
  recount()
end

-- Nil when this daemon may take part, else the script's answer.
local function refuse_foreign()
  local foreign = declare()
  return foreign and { 'foreign', foreign }
end

if terms.daemonsUntil <= now then
  local foreign = refuse_foreign()
  if foreign then return foreign end
end
