-- The third part of the scripts that admit: what is kept free for workers that wait.
-- Takes nothing of its own. Returns nothing by itself.
-- Promises: a place that cannot be had by yielding keeps nobody out.

-- Waiting workers, longest first; those that no longer ask are forgotten.
local function queue()
  local order = {}
  for id, want in pairs(read_json(KEYS[2])) do
    if want.expiresAt <= now then
      redis.call('HDEL', KEYS[2], id)
    else
      want.id = id
      order[#order + 1] = want
    end
  end
  state.waiting = #order
  table.sort(order, function(a, b)
    if a.since ~= b.since then return a.since < b.since end
    return a.id < b.id
  end)
  return order
end

-- What is kept free for workers that wait longer than this one, and whether it asked before. Only small workers yield,
-- so what would not fit beside the big ones that run is not kept.
local function kept_free_from(worker)
  local kept = { cpu = 0, ram = 0 }
  if state.waiting == 0 then
    return kept
  end
  local room = { cpu = terms.budget.cpu - state.bigCpu, ram = terms.budget.ram - state.bigRam }
  for _, want in ipairs(queue()) do
    if want.id == worker then
      kept.asked = true
      break
    end
    if holds(want, room) then
      room = { cpu = room.cpu - want.cpu, ram = room.ram - want.ram }
      kept = { cpu = kept.cpu + want.cpu, ram = kept.ram + want.ram }
    end
  end
  return kept
end

local function refused(need, kept)
  return done({ 'refused', need.cpu, need.ram, state.cpu, state.ram, terms.budget.cpu, terms.budget.ram, kept.cpu, kept.ram })
end

declared = declared or string.find(terms.daemons, ' ' .. me .. ' ', 1, true) ~= nil
if not declared then
  local foreign = refuse_foreign()
  if foreign then return foreign end
end
