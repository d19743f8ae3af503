-- The shared first part of every ledger script: reads the ledger on Redis time and forgets what has expired.
-- KEYS 1 reservations  hash worker id -> {op, daemon, type, cpu, ram, startedAt, expiresAt}
--      2 waiting       hash worker id -> {daemon, type, cpu, ram, since, expiresAt}
--      3 daemons       hash daemon id -> {machine, host, cpu, ram, expiresAt}
--      4 tombstones    sorted set of operations that must not be applied any more, by the time they may be forgotten
--      5 epoch         hash {id, opensAt, run}
--      6 allocated vCPU, 7 allocated GB, 8 workers: what operators read
-- ARGV 1 channel told when room appears
-- Units: thousandths of a vCPU, MiB, milliseconds since 1970. Cpu and ram are always compared both.
-- Returns nothing by itself: the script that follows it answers.
-- Promises: the reservations never exceed the budget in force; an operation is applied once or never.

local TOMBSTONE_LIFE = 120000

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function read_hash(key)
  local entries, flat = {}, redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    entries[flat[i]] = cjson.decode(flat[i + 1])
  end
  return entries
end

local function put(key, entries, id, entry)
  entries[id] = entry
  redis.call('HSET', key, id, cjson.encode(entry))
end

local function drop(key, entries, id)
  entries[id] = nil
  redis.call('HDEL', key, id)
end

local reservations = read_hash(KEYS[1])
local waiting = read_hash(KEYS[2])
local daemons = read_hash(KEYS[3])

local function holds(footprint, room)
  return footprint.cpu <= room.cpu and footprint.ram <= room.ram
end

local function allocated(except)
  local sum = { cpu = 0, ram = 0 }
  for id, held in pairs(reservations) do
    if id ~= except then
      sum.cpu = sum.cpu + held.cpu
      sum.ram = sum.ram + held.ram
    end
  end
  return sum
end

-- The least that live daemons declare; nil while there is none.
local function least_declared()
  local least
  for _, daemon in pairs(daemons) do
    least = least or { cpu = daemon.cpu, ram = daemon.ram }
    least.cpu = math.min(least.cpu, daemon.cpu)
    least.ram = math.min(least.ram, daemon.ram)
  end
  return least
end

-- Waiting workers, longest first.
local function queue()
  local order = {}
  for id, want in pairs(waiting) do
    want.id = id
    order[#order + 1] = want
  end
  table.sort(order, function(a, b)
    if a.since ~= b.since then return a.since < b.since end
    return a.id < b.id
  end)
  return order
end

-- What is kept free for workers that wait longer than this one. Only small workers yield,
-- so what would not fit beside the large ones that run is not kept.
local function kept_free_from(worker, budget)
  local room = { cpu = budget.cpu, ram = budget.ram }
  for _, held in pairs(reservations) do
    if held.type == 'registre' then
      room.cpu = room.cpu - held.cpu
      room.ram = room.ram - held.ram
    end
  end
  local kept = { cpu = 0, ram = 0 }
  for _, want in ipairs(queue()) do
    if want.id == worker then break end
    if holds(want, room) then
      room.cpu = room.cpu - want.cpu
      room.ram = room.ram - want.ram
      kept.cpu = kept.cpu + want.cpu
      kept.ram = kept.ram + want.ram
    end
  end
  return kept
end

local function recovering_for()
  return math.max(0, tonumber(redis.call('HGET', KEYS[5], 'opensAt') or 0) - now)
end
