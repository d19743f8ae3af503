-- The limiter's shared part: what was sent in the last 61 seconds, how fast sending may go, and who takes part.
-- Joined in front of each of the limiter's scripts.
--
-- KEYS     1 hash: state   2 hash: ring, r<slot> and t<slot>   3 hash: call id -> "start tokens sigma state"
--          4 sorted set: call id by slot   5 hash: process -> "contact share place seen"   6, 7 text: shown to operators
-- ARGV     1 process   2 epoch the process knows, '' when none   3 requests a minute   4 input tokens a minute
-- Returns  nothing by itself; the script behind it answers.
-- Promises Time is the server's. Counts are whole numbers. A call id is counted once and settled once. After Redis
--          lost its data nothing is admitted until every send it forgot is older than a minute.
local STATE, RING, CALLS, ORDER, PROCESSES, RPM, TPM = unpack(KEYS)
local me, known = ARGV[1], ARGV[2]
local WINDOW, SLOT, AHEAD = 61000, 100, 1000 -- ms: a minute and a second of jitter; a slot of the ring; furthest grant
local SAFE, PACE = 0.998, 1.2                -- bound and pace as parts of the limit
local JOINING, SHOWN_FOR = 2000, 55          -- ms before a new epoch opens; seconds

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local s = {
  epoch = 0, closed = 0, frozen = 0, parked = 0, strikes = 0, last429 = 0, drop = 0, ceiling = 1, withheld = 0,
  learned_r = 0, learned_t = 0, learned_until = 0, sum_r = 0, sum_t = 0, variance = 0, paid_r = 0, paid_t = 0,
  oldest = 0, newest = 0, shown = 0, part = 1, limit_r = 0, limit_t = 0,
}
local stored = redis.call('HGETALL', STATE)
for i = 1, #stored, 2 do s[stored[i]] = tonumber(stored[i + 1]) end

local function whole(number) return string.format('%.0f', number) end
local function slot_of(time) return math.floor(time / SLOT) end

local function save()
  local fields = {}
  for name, value in pairs(s) do
    fields[#fields + 1] = name
    fields[#fields + 1] = string.format('%.4f', value)
  end
  redis.call('HSET', STATE, unpack(fields))
end

if s.epoch == 0 then
  s.epoch = now
  s.closed = now + JOINING
end
if known ~= '' and tonumber(known) ~= s.epoch then
  s.closed = math.max(s.closed, s.epoch + WINDOW + AHEAD)
end

local function read_call(id)
  local value = redis.call('HGET', CALLS, id)
  if not value then return nil end
  local start, tokens, sigma, state = string.match(value, '(%S+) (%S+) (%S+) (%S+)')
  return { start = tonumber(start), tokens = tonumber(tokens), sigma = tonumber(sigma), state = state }
end

local function write_call(id, call)
  redis.call('HSET', CALLS, id, table.concat({ whole(call.start), whole(call.tokens), whole(call.sigma), call.state }, ' '))
end

local function add(slot, requests, tokens)
  if requests ~= 0 then redis.call('HINCRBY', RING, 'r' .. slot, requests) end
  if tokens ~= 0 then redis.call('HINCRBY', RING, 't' .. slot, whole(tokens)) end
  s.sum_r = s.sum_r + requests
  s.sum_t = s.sum_t + tokens
  if s.newest == 0 or slot < s.oldest then s.oldest = slot end
  if slot > s.newest then s.newest = slot end
end

local function forget(first, last)
  for from = first, last, 500 do
    local fields = {}
    for slot = from, math.min(from + 499, last) do
      fields[#fields + 1] = 'r' .. slot
      fields[#fields + 1] = 't' .. slot
    end
    for i, value in ipairs(redis.call('HMGET', RING, unpack(fields))) do
      if value then
        local name = i % 2 == 1 and 'sum_r' or 'sum_t'
        s[name] = s[name] - tonumber(value)
      end
    end
    redis.call('HDEL', RING, unpack(fields))
  end
end

-- Lets go of the slots that ended a window ago, and of the calls that started in them.
local function roll()
  local gone = math.floor((now - WINDOW) / SLOT) - 1
  if s.newest == 0 or s.oldest > gone then return end
  if s.newest <= gone then
    redis.call('DEL', RING, CALLS, ORDER)
    s.sum_r, s.sum_t, s.variance, s.oldest, s.newest = 0, 0, 0, 0, 0
    return
  end
  forget(s.oldest, gone)
  s.oldest = gone + 1
  repeat
    local ids = redis.call('ZRANGEBYSCORE', ORDER, '-inf', gone, 'LIMIT', 0, 500)
    if #ids > 0 then
      for _, value in ipairs(redis.call('HMGET', CALLS, unpack(ids))) do
        local sigma = value and string.match(value, '%S+ %S+ (%S+) open')
        if sigma then s.variance = s.variance - sigma * sigma end
      end
      redis.call('HDEL', CALLS, unpack(ids))
      redis.call('ZREM', ORDER, unpack(ids))
    end
  until #ids < 500
end

-- Replaces what an open call reserved by what it used; -1 gives everything back.
local function settle(id, call, used)
  local requests, tokens = 0, used - call.tokens
  if used < 0 then requests, tokens = -1, -call.tokens end
  add(slot_of(call.start), requests, tokens)
  s.variance = s.variance - call.sigma * call.sigma
  s.paid_r = s.paid_r + requests * 60000 / (PACE * tonumber(ARGV[3]))
  s.paid_t = s.paid_t + tokens * 60000 / (PACE * tonumber(ARGV[4]))
  call.tokens = math.max(0, used)
  call.state = used < 0 and 'gone' or 'done'
  write_call(id, call)
end

-- Part of the limit in use after a 429: just below where it happened, and after a while quickly above it to look again.
local function factor()
  if s.drop == 0 then return 1 end
  local seconds = (now - s.drop) / 1000
  local part = s.ceiling * 0.97
  if seconds > 12 then part = part + 0.02 * (seconds - 12) ^ 3 end
  if part < 1 then return part end
  s.drop = 0
  return 1
end

-- Requests and tokens a minute as configured or learnt, without passing cuts.
local function limits()
  local requests, tokens = tonumber(ARGV[3]), tonumber(ARGV[4])
  if now < s.learned_until then
    if s.learned_r > 0 then requests = math.min(requests, s.learned_r) end
    if s.learned_t > 0 then tokens = math.min(tokens, s.learned_t) end
  end
  return requests, tokens
end

-- Writes what operators read: the use of the last 60 seconds.
local function show()
  local requests, tokens, slot = s.sum_r, s.sum_t, s.oldest
  while s.newest > 0 and (slot + 1) * SLOT <= now - 60000 and slot <= s.newest do
    local left = redis.call('HMGET', RING, 'r' .. slot, 't' .. slot)
    requests = requests - (left[1] or 0)
    tokens = tokens - (left[2] or 0)
    slot = slot + 1
  end
  redis.call('SET', RPM, whole(requests), 'EX', SHOWN_FOR)
  redis.call('SET', TPM, whole(tokens), 'EX', SHOWN_FOR)
  s.shown = now
  return requests, tokens
end

roll()

