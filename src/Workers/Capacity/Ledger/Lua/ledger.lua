-- The shared first part of every ledger script: the ledger's parts, on Redis time.
-- KEYS 1 workers       hash worker id -> {workerId, type, cpu in vCPU, ram in GB, startedAt, expiresAt, daemon, operation}, as write() writes it
--      2 waiting       hash worker id -> {daemon, type, cpu, ram, since, expiresAt}
--      3 daemons       hash daemon id -> {machine, host, cpu, ram, expiresAt}
--      4 tombstones    sorted set of operations that must not be applied any more, by the time they may be forgotten
--      5 state         hash {run, opensAt, daemons, budgetCpu, budgetRam, daemonsUntil, figures "touched cpu ram bigCpu bigRam nextEnd shownUntil waiting"}
--      6 allocated vCPU, 7 allocated GB: with the workers what operators read
-- Returns nothing by itself: the script that follows it answers.
-- Daemons of two versions share all of it: a field may be added to any entry, and whoever does not know it leaves it or loses it.
-- Promises: the reservations never exceed the budget in force; an operation is applied once or never.
-- Units: thousandths of a vCPU, MiB, milliseconds since 1970. "Big" are the registre workers, to whom the others yield.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A worker's reservation as it is written. Its numbers are found again exactly: 1000 and 1024 parts have few digits.
local function write(worker, held)
  return string.format(
    '{"workerId":%s,"type":"%s","cpu":%.14g,"ram":%.14g,"startedAt":%d,"expiresAt":%d,"daemon":"%s","operation":"%s"}',
    cjson.encode(worker), held.type, held.cpu / 1000, held.ram / 1024, held.startedAt, held.expiresAt, held.daemon, held.op)
end

-- What cannot be read has expired.
local function parse(text)
  local kind, cpu, ram, started, expires, daemon, op = string.match(text,
    '"type":"([^"]+)","cpu":([%d.]+),"ram":([%d.]+),"startedAt":(%d+),"expiresAt":(%d+),"daemon":"([^"]+)","operation":"([^"]+)"[,}]')
  if not kind then
    return { expiresAt = 0 }
  end
  return { op = op, daemon = daemon, type = kind, cpu = math.floor(cpu * 1000 + 0.5), ram = math.floor(ram * 1024 + 0.5),
    startedAt = tonumber(started), expiresAt = tonumber(expires) }
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
