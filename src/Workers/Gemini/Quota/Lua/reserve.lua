-- Admits the head of a process's queue, as much of it as may be sent within the next second.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua, then for each waiting call, in the order in which it is to be sent:
--          id, tokens, sigma (standard error of tokens), milliseconds waited, "priority environment weight".
--          None: the process waits for nothing.
-- Returns  { verdict, epoch, wait, delay ... }: verdict is ok, join (the process must announce itself first), closed,
--          frozen or parked; wait is when to ask again for what was not admitted, in ms (0: everything was); then one
--          delay in ms for each admitted call, a prefix of what was asked; -1 for an id that was given back, or whose
--          grant is more than a second old and is given back now: it has to be asked for under another id; -2 for a call
--          that is larger than the minute's tokens in force.
-- Promises In every rolling minute what is sent stays within both limits, up to three standard errors of the calls that
--          are not settled yet, and within the day's requests from one Pacific midnight to the next. Asking again with an
--          id gives the same grant. Between processes turns.lua decides; the one whose turn it is waits for room and
--          nobody else takes it.
local ASK, FIELDS = 100, 5 -- ms; arguments of a call
local asked = math.floor((#ARGV - OWN + 1) / FIELDS)

local function answer(verdict, wait, delays)
  save()
  local reply = { verdict, whole(s.epoch), whole(math.ceil(wait)) }
  for _, delay in ipairs(delays or {}) do reply[#reply + 1] = whole(math.ceil(delay)) end
  return reply
end

local share, rivals = read_tickets()
if not share or tonumber(share) <= 0 then return answer('join', ASK) end

local function rest() stand(share, '0', whole(now), '0 -') end

if asked == 0 then
  rest()
  return answer('ok', 0)
end
local parked = parked_for()
if parked > 0 then rest() return answer('parked', parked) end
if now < s.closed then return answer('closed', math.min(s.closed - now, 1000)) end
if now < s.frozen then return answer('frozen', math.min(s.frozen - now, 1000)) end

local full_r, full_t, full_d = limits()
local cut = factor() * (1 - s.withheld)
local limit_r, limit_t = full_r * cut, full_t * cut
local bound_r, bound_t = math.floor(SAFE * limit_r), math.floor(SAFE * limit_t)
if limit_r >= 1 then bound_r = math.max(1, bound_r) end

-- What was let through lately and not paced off yet, in requests and tokens: a change of the limits changes how fast it
-- goes, not how much it is.
local rate_r, rate_t = PACE * limit_r / 60000, PACE * limit_t / 60000
s.debt_r = math.max(0, s.debt_r - math.max(0, now - s.drained) * rate_r)
s.debt_t = math.max(0, s.debt_t - math.max(0, now - s.drained) * rate_t)
s.drained = now

local function pace(debt, units, rate)
  local burst = rate * AHEAD
  return math.max(0, (debt + math.min(units, burst) - burst) / rate)
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
  if tokens > full_t then return -2 end
  if bound_r < 1 or s.day_r + 1 > full_d then return nil, ASK end
  local delay = math.ceil(math.max(pace(s.debt_r, 1, rate_r), pace(s.debt_t, tokens, rate_t)))
  if delay > AHEAD then return nil, math.min(delay - AHEAD, ASK) end
  local doubt = 3 * math.sqrt(s.variance + sigma * sigma)
  local over_r, over_t = s.sum_r + 1 - bound_r, s.sum_t + tokens + doubt - bound_t
  local alone = s.sum_r == 0 and tokens <= full_t * (1 - s.withheld)
  if (over_r > 0 or over_t > 0) and not alone then return nil, room_for(over_r, over_t) end
  s.debt_r, s.debt_t, s.day_r = s.debt_r + 1, s.debt_t + tokens, s.day_r + 1
  s.variance = s.variance + sigma * sigma
  enter(id, { start = now + delay, tokens = tokens, sigma = sigma, state = 'open' }, 1)
  return delay
end

-- The process's places in the line are those of its longest waiters; whom it sends first is its own matter.
local places, ids = {}, {}
for i = 1, asked do
  ids[i] = ARGV[OWN + (i - 1) * FIELDS]
  places[i] = now - ARGV[OWN + (i - 1) * FIELDS + 3]
end
read_calls(ids)
table.sort(places)

local delays, wait = {}, 0
for i = 1, asked do
  local at = OWN + (i - 1) * FIELDS
  local tokens, head = tonumber(ARGV[at + 1]), ARGV[at + 4]
  if not is_its_turn(rivals, places[i], head) then
    wait = ASK
    break
  end
  local delay, again = admit(ids[i], tokens, tonumber(ARGV[at + 2]))
  if not delay then
    wait = math.max(1, again)
    break
  end
  if delay >= 0 then take_turn(rivals, head, math.max(1 / full_r, tokens / full_t)) end
  delays[i] = delay
end

if #delays < asked then
  local priority, environment = string.match(ARGV[OWN + #delays * FIELDS + 4], '(%S+) (%S+)')
  stand(share, whole(places[#delays + 1]), whole(now), priority .. ' ' .. environment)
else
  rest()
end
if #delays > 0 and s.shown + SLOT <= now then show() end
return answer('ok', wait, delays)
