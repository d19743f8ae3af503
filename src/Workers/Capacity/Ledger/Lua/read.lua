-- Reads the ledger, by the common KEYS. Promises: nothing is changed, and the expired does not count.
-- Returns JSON {now, recoveringMs, budget: {cpu, ram} or null, workers: […], waiting: […], daemons: […]}; empty lists are {}

local function live(entries)
  local list = {}
  for id, entry in pairs(entries) do
    if entry.expiresAt > now then
      entry.id = id
      list[#list + 1] = entry
    end
  end
  return list
end

local reservations, flat = {}, redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  reservations[flat[i]] = parse(flat[i + 1])
end
local daemons = read_json(KEYS[3])
return cjson.encode({
  now = now,
  recoveringMs = math.max(0, tonumber(redis.call('HGET', KEYS[5], 'opensAt') or 0) - now),
  budget = least_declared(daemons) or cjson.null,
  workers = live(reservations), waiting = live(read_json(KEYS[2])), daemons = live(daemons) })
