-- What is in force and what is left of it: limits, the rate after a 429, the day, tickets, and what operators read.
-- Joined behind window.lua.
--
-- KEYS     as in window.lua
-- ARGV     as in window.lua
-- Returns  nothing by itself.
-- Promises A limit in force is an operator's order while it lasts, else the least that living processes declare; and never
--          more than the API named. A day is Pacific time's and begins with the sends that may arrive after midnight.
local SHOWN_FOR, DAY, ANY = 55, 86400000, math.huge -- s, ms

-- Requests and tokens a minute and requests a day.
local function limits(without_named)
  local ordered, learned = now < s.ordered_until, now < s.learned_until and not without_named
  local function least(order, declared, own, quota)
    local limit = ordered and order > 0 and order or (declared > 0 and declared or tonumber(own))
    return learned and quota > 0 and math.min(limit, quota) or limit
  end
  local day = least(s.ordered_d, s.declared_d, ARGV[5], 0)
  return least(s.ordered_r, s.declared_r, ARGV[3], s.learned_r), least(s.ordered_t, s.declared_t, ARGV[4], s.learned_t),
    day > 0 and day or ANY
end

local function save()
  flush()
  s.limit_r, s.limit_t, s.limit_d = limits()
  if s.limit_d == ANY then s.limit_d = 0 end
  local fields = {}
  for name, value in pairs(s) do
    if value ~= loaded[name] then
      fields[#fields + 1] = name
      fields[#fields + 1] = string.format('%.4f', value)
    end
  end
  if #fields > 0 then redis.call('HSET', STATE, unpack(fields)) end
end

-- When the Pacific day that is counted began, and how long until the next one begins.
local function day_start() return s.day * DAY - ARGV[6] end
local function until_reset() return math.max(1, (s.day + 1) * DAY - ARGV[7] - now) end

-- How long nothing may be sent because the day's quota, ours or the API's, is used up; 0 when it is not.
local function parked_for()
  local _, _, limit_d = limits()
  return s.day_r >= limit_d and until_reset() or math.max(0, s.parked - now)
end

-- Begins a new day with the sends that may reach the API only after midnight.
local function turn_day()
  local today = math.floor((now + ARGV[6]) / DAY)
  if today <= s.day then return end
  s.day, s.day_r, s.parked = today, 0, 0
  for slot = math.max(s.oldest, slot_of(day_start() - AHEAD)), s.newest do
    s.day_r = s.day_r + (redis.call('HGET', RING, 'r' .. slot) or 0)
  end
end

-- Notes what this process's ticket says: when it began to wait (0: it does not), when it last asked, and what is first.
local TICKET = '(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.+)'
local function stand(share, place, seen, head)
  redis.call('HSET', PROCESSES, me, table.concat({ whole(now), share, place, seen, ARGV[3], ARGV[4], ARGV[5], head }, ' '))
end

-- Replaces what an open call reserved by what it used; -1 gives everything back.
local function settle(id, call, used)
  local requests, tokens = 0, used - call.tokens
  if used < 0 then requests, tokens = -1, -call.tokens end
  add(slot_of(call.start), requests, tokens)
  s.variance = s.variance - call.sigma * call.sigma
  s.debt_r, s.debt_t = s.debt_r + requests, s.debt_t + tokens
  if call.start >= day_start() - AHEAD then s.day_r = math.max(0, s.day_r + requests) end
  if used > 0 then s.proven = math.max(s.proven, call.start) end
  call.tokens = math.max(0, used)
  call.state = used < 0 and 'gone' or 'done'
  changed[id] = true
end

-- How long it feels its way past the place of a 429, in s, and by what part of that place a second: the slower, the fewer are
-- refused before all have heard.
local FEELING, STEP = 12, 0.0035

-- Part of the limit in use after a 429: from what was in use then, doubling each second, to just below where it happened;
-- it rests there, feels its way slowly past that place, and once past it climbs quickly.
local function factor()
  if s.drop == 0 then return 1 end
  local seconds = (now - s.drop) / 1000
  local beyond = seconds - s.hold
  local rest = 0.97 * s.ceiling
  local part = math.min(rest, s.base * 2 ^ math.max(0, seconds))
  if beyond > FEELING then
    part = rest + STEP * s.ceiling * FEELING + 0.03 * (beyond - FEELING) ^ 3
  elseif beyond > 0 then
    part = rest + STEP * s.ceiling * beyond
  end
  if part < 1 then return part end
  s.drop = 0
  return 1
end

-- Writes what operators read: the use of the last 60 seconds, and of the day.
local function show()
  flush()
  local requests, tokens, slot = s.sum_r, s.sum_t, s.oldest
  while s.newest > 0 and (slot + 1) * SLOT <= now - 60000 and slot <= s.newest do
    local left = redis.call('HMGET', RING, 'r' .. slot, 't' .. slot)
    requests = requests - (left[1] or 0)
    tokens = tokens - (left[2] or 0)
    slot = slot + 1
  end
  redis.call('SET', RPM, whole(requests), 'EX', SHOWN_FOR)
  redis.call('SET', TPM, whole(tokens), 'EX', SHOWN_FOR)
  redis.call('SET', RPD, whole(s.day_r), 'PX', whole(until_reset()))
  s.shown = now
  return requests, tokens
end

turn_day()
