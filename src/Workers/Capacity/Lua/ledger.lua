-- The shared first part of every ledger script: the ledger's parts, on Redis time.
-- KEYS 1 reservations  hash worker id -> "op daemon type cpu ram startedAt"
--      2 expiries      sorted set worker id -> when its reservation ends
--      3 waiting       hash worker id -> {daemon, type, cpu, ram, since, expiresAt}
--      4 daemons       hash daemon id -> {machine, host, cpu, ram, expiresAt}
--      5 tombstones    sorted set of operations that must not be applied any more, by the time they may be forgotten
--      6 state         hash {id, run, touched, opensAt, cpu, ram, bigCpu, bigRam, budgetCpu, budgetRam, daemonsUntil, shownUntil}
--      7 allocated vCPU, 8 allocated GB, 9 workers: what operators read
-- ARGV 1 channel told when room appears
-- Returns nothing by itself: the script that follows it answers.
-- Promises: the reservations never exceed the budget in force; an operation is applied once or never.
-- Units: thousandths of a vCPU, MiB, milliseconds since 1970. "Big" are the registre workers, to whom the others yield.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function parse(text)
  local op, daemon, kind, cpu, ram, started = string.match(text, '^(%S+) (%S+) (%S+) (%d+) (%d+) (%d+)$')
  return { op = op, daemon = daemon, type = kind, cpu = tonumber(cpu), ram = tonumber(ram), startedAt = tonumber(started) }
end

local function read_json(key)
  local entries, flat = {}, redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    entries[flat[i]] = cjson.decode(flat[i + 1])
  end
  return entries
end

local function holds(footprint, room)
  return footprint.cpu <= room.cpu and footprint.ram <= room.ram
end

-- The least that live daemons declare, and when the first of them expires; nil while there is none.
local function least_declared(daemons)
  local least
  for _, daemon in pairs(daemons) do
    if daemon.expiresAt > now then
      least = least or { cpu = daemon.cpu, ram = daemon.ram, till = daemon.expiresAt }
      least.cpu = math.min(least.cpu, daemon.cpu)
      least.ram = math.min(least.ram, daemon.ram)
      least.till = math.min(least.till, daemon.expiresAt)
    end
  end
  return least
end
