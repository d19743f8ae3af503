-- Whose turn it is between the processes that wait. Joined in front of reserve.lua.
--
-- KEYS     as in window.lua
-- ARGV     as in reserve.lua
-- Returns  nothing by itself.
-- Promises By what each process has first in its line: a higher priority goes first, but an eighth of what passes goes to
--          those below; then environments by weight, an idle one saving little up; then the longest wait, within a second.
--          Of those that ask, one may always go.
local FRESH, TOLERANCE = 1500, 1000             -- ms: how long a ticket counts; what is as good as the same wait
local ABOVE, LOT = 7, 1 / 240                    -- parts above to one below; minutes that a turn below is worth
local LEAD, LAG = 1 / 60, 0.1                    -- minutes that an environment may be ahead, and saves up at most

local function read_tickets()
  local share, rivals = nil, {}
  local flat = redis.call('HGETALL', PROCESSES)
  for i = 1, #flat, 2 do
    local _, told, place, seen, _, _, _, head = string.match(flat[i + 1], TICKET)
    place = tonumber(place)
    if flat[i] == me then
      share = told
    elseif place > 0 and tonumber(seen) > now - FRESH then
      local priority, environment = string.match(head, '(%S+) (%S+)')
      rivals[#rivals + 1] = { place = place, priority = tonumber(priority), environment = environment }
    end
  end
  return share, rivals
end

local function spent(environment) return s['spent_' .. environment] or 0 end

local function compare(rivals, priority)
  local above, below = false, false
  for _, rival in ipairs(rivals) do
    above = above or rival.priority > priority
    below = below or rival.priority < priority
  end
  return above, below
end

local function is_its_turn(rivals, place, head)
  if #rivals == 0 then return true end
  local priority, environment = string.match(head, '(%S+) (%S+)')
  priority = tonumber(priority)
  local above, below = compare(rivals, priority)
  if above and s.low_turn == 0 or below and not above and s.low_turn == 1 then return false end
  for _, rival in ipairs(rivals) do
    if rival.priority == priority then
      if rival.environment == environment then
        if place > rival.place + TOLERANCE then return false end
      elseif spent(environment) > spent(rival.environment) + LEAD then
        return false
      end
    end
  end
  return true
end

-- Counts what passed: for its environment, and for the turn of those below.
local function take_turn(rivals, head, minutes)
  if #rivals == 0 then
    s.credit, s.low_turn = 0, 0
    return
  end
  local priority, environment, weight = string.match(head, '(%S+) (%S+) (%S+)')
  local above, below = compare(rivals, tonumber(priority))
  if above then
    s.credit = s.credit - minutes
    if s.credit <= 0 then s.low_turn = 0 end
  elseif below then
    s.credit = s.credit + minutes / ABOVE
    if s.credit >= LOT then s.low_turn = 1 end
  else
    s.credit, s.low_turn = 0, 0
  end
  s['spent_' .. environment] = spent(environment) + minutes / weight
  for _, rival in ipairs(rivals) do
    s['spent_' .. rival.environment] = math.max(spent(rival.environment), spent(environment) - LAG)
  end
end
