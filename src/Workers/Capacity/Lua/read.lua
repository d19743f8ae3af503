-- Reads the ledger, by the common KEYS. Promises: nothing is changed, and the expired does not count.
-- Returns JSON {now, recoveringMs, budget: {cpu, ram} or null, workers: […], waiting: […], daemons: […]}; empty lists are {}

local function live(entries)
  local list = {}
  for id, entry in pairs(entries) do
    if entry.expiresAt > now then
      entry.id = id
      entry.expiresInMs = entry.expiresAt - now
      list[#list + 1] = entry
    else
      entries[id] = nil
    end
  end
  return list
end

local workers, queued, alive = live(reservations), live(waiting), live(daemons)
return cjson.encode({
  now = now, recoveringMs = recovering_for(), budget = least_declared() or cjson.null,
  workers = workers, waiting = queued, daemons = alive })
