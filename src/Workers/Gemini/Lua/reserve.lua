-- Admits the head of a process's queue, as much of it as may be sent within the next second.
--
-- KEYS     as in window.lua
-- ARGV     1-4 as in window.lua, then for each waiting call, in the order in which it is to be sent:
--          id, tokens, sigma (standard error of tokens), milliseconds waited. None: the process waits for nothing.
-- Returns  { verdict, epoch, wait, delay ... }: verdict is ok, join (the process must announce itself first), closed,
--          frozen or parked; wait is when to ask again for what was not admitted, in ms (0: everything was); then one
--          delay in ms for each admitted call, a prefix of what was asked; -1 for an id that was given back, or whose
--          grant is more than a second old and is given back now: it has to be asked for under another id.
-- Promises In every rolling minute what is sent stays within both limits, up to three standard errors of the calls that
--          are not settled yet. Asking again with an id gives the same grant. Between processes it is first come, first
--          served within a second; the one whose turn it is waits for room and nobody else takes it.
local TOLERANCE, FRESH, ASK = 1000, 1500, 100 -- ms
local FIRST, FIELDS = 5, 4
local asked = math.floor((#ARGV - FIRST + 1) / FIELDS)

local function answer(verdict, wait, delays)
  save()
  local reply = { verdict, whole(s.epoch), whole(math.ceil(wait)) }
  for _, delay in ipairs(delays or {}) do reply[#reply + 1] = whole(math.ceil(delay)) end
  return reply
end

local share, rival
local flat = redis.call('HGETALL', PROCESSES)
for i = 1, #flat, 2 do
  local _, told, place, seen = string.match(flat[i + 1], '(%S+) (%S+) (%S+) (%S+)')
  place, seen = tonumber(place), tonumber(seen)
  if flat[i] == me then
    share = tonumber(told)
  elseif place > 0 and seen > now - FRESH and (not rival or place < rival) then
    rival = place
  end
end
if not share or share <= 0 then return answer('join', ASK) end

local function stand(place)
  redis.call('HSET', PROCESSES, me, table.concat({ whole(now), share, whole(place), whole(now) }, ' '))
end

if asked == 0 then
  stand(0)
  return answer('ok', 0)
end
if now < s.parked then stand(0) return answer('parked', s.parked - now) end
if now < s.closed then return answer('closed', math.min(s.closed - now, 1000)) end
if now < s.frozen then return answer('frozen', math.min(s.frozen - now, 1000)) end

local full_r, full_t = limits()
local cut = factor() * (1 - s.withheld)
local limit_r, limit_t = full_r * cut, full_t * cut
local bound_r, bound_t = math.floor(SAFE * limit_r), math.floor(SAFE * limit_t)
if limit_r >= 1 then bound_r = math.max(1, bound_r) end

local function pace(paid, units, limit)
  local cost = units * 60000 / (PACE * limit)
  local level = math.max(paid, now)
  return math.max(now, level + math.min(cost, AHEAD) - AHEAD), level + cost
end

-- When enough of the oldest slots will have left; looks no further than the next time to ask.
local function room_for(need_r, need_t)
  flush()
  local slot = s.oldest
  while s.newest > 0 and slot <= s.newest do
    local leaves = (slot + 1) * SLOT + WINDOW - now
    if leaves >= ASK then return ASK end
    local left = redis.call('HMGET', RING, 'r' .. slot, 't' .. slot)
    need_r = need_r - (left[1] or 0)
    need_t = need_t - (left[2] or 0)
    if need_r <= 0 and need_t <= 0 then return math.max(1, leaves) end
    slot = slot + 1
  end
  return ASK
end

-- Admits one call: its delay, or nothing and when to ask again.
local function admit(id, tokens, sigma)
  local call = calls[id]
  if call then
    local usable = call.state == 'open' and call.start + AHEAD >= now
    if call.state == 'open' and not usable then settle(id, call, -1) end
    return usable and math.max(0, call.start - now) or -1
  end
  if bound_r < 1 then return nil, ASK end
  local start_r, paid_r = pace(s.paid_r, 1, limit_r)
  local start_t, paid_t = pace(s.paid_t, tokens, limit_t)
  local start = math.max(start_r, start_t)
  if start - now > AHEAD then return nil, math.min(start - now - AHEAD, ASK) end
  local doubt = 3 * math.sqrt(s.variance + sigma * sigma)
  local over_r, over_t = s.sum_r + 1 - bound_r, s.sum_t + tokens + doubt - bound_t
  local alone = s.sum_r == 0 and tokens <= full_t * (1 - s.withheld)
  if (over_r > 0 or over_t > 0) and not alone then return nil, room_for(over_r, over_t) end
  s.paid_r, s.paid_t = paid_r, paid_t
  s.variance = s.variance + sigma * sigma
  enter(id, { start = start, tokens = tokens, sigma = sigma, state = 'open' }, 1)
  return start - now
end

-- The process's places in the line are those of its longest waiters; whom it sends first is its own matter.
local places, ids = {}, {}
for i = 1, asked do
  ids[i] = ARGV[FIRST + (i - 1) * FIELDS]
  places[i] = now - ARGV[FIRST + (i - 1) * FIELDS + 3]
end
read_calls(ids)
table.sort(places)

local delays, wait = {}, 0
for i = 1, asked do
  local at = FIRST + (i - 1) * FIELDS
  if rival and places[i] > rival + TOLERANCE then
    wait = 100
    break
  end
  local delay, again = admit(ids[i], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]))
  if not delay then
    wait = math.max(1, again)
    break
  end
  delays[i] = delay
end

stand(#delays < asked and places[#delays + 1] or 0)
if #delays > 0 and s.shown + SLOT <= now then show() end
return answer('ok', wait, delays)
