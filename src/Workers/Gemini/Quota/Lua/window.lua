-- The limiter's shared part: what was sent in the last 61 seconds and today, how fast sending may go, and who takes part.
-- Joined in front of each of the limiter's scripts.
--
-- KEYS     1 hash: state   2 hash: ring, r<slot> and t<slot>   3 hash: call id -> "start tokens sigma state"
--          4 sorted set: call id by slot   5 hash: process -> "contact share place seen rpm tpm rpd priority
--          environment"
--          6, 7, 8 text: shown to operators
-- ARGV     1 process   2 epoch the process knows, '' when none   3, 4, 5 requests a minute, input tokens a minute and
--          requests a day (0: any) that the process declares   6, 7 Pacific time's distance from UTC in ms, now and at
--          its next midnight   8... the script's own
-- Returns  nothing by itself; the script behind it answers.
-- Promises Time is the server's. Counts are whole numbers. A call id is counted once and settled once. After Redis
--          lost its data, or some of it, nothing is admitted until every send it forgot is older than a minute.
local STATE, RING, CALLS, ORDER, PROCESSES, RPM, TPM, RPD = unpack(KEYS)
local me, known = ARGV[1], ARGV[2]
local OWN = 8                                -- where a script's own arguments begin
local WINDOW, SLOT, AHEAD = 61000, 100, 1000 -- ms: a minute and a second of jitter; a slot of the ring; furthest grant
local SAFE, PACE = 0.998, 1.2                -- bound and pace as parts of the limit
local JOINING = 2000                         -- ms before a new epoch opens
local QUICKER_THAN_A_RESTART = 20            -- ms; no server ends and starts again, and none takes over, within it

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local s = {
  epoch = 0, closed = 0, frozen = 0, parked = 0, strikes = 0,
  last429 = 0, drop = 0, ceiling = 1, base = 1,
  hold = 6, proven = 0, withheld = 0,
  declared_r = 0, declared_t = 0, declared_d = 0, ordered_r = 0, ordered_t = 0, ordered_d = 0, ordered_until = 0,
  learned_r = 0, learned_t = 0, learned_until = 0, sum_r = 0, sum_t = 0, variance = 0,
  debt_r = 0, debt_t = 0, drained = 0, day = 0, day_r = 0, credit = 0, low_turn = 0,
  oldest = 0, newest = 0, shown = 0, part = 1, limit_r = 0, limit_t = 0, limit_d = 0, touched = 0,
}
local loaded, run = {}, nil
local stored = redis.call('HGETALL', STATE)
for i = 1, #stored, 2 do
  if stored[i] == 'run' then
    run = stored[i + 1]
  else
    s[stored[i]] = tonumber(stored[i + 1])
    loaded[stored[i]] = s[stored[i]]
  end
end

-- A server that started again, or took over from another, may hold an older copy: what was granted after it is in no count. All of it
-- was sent before this server started or took over, so it is no longer in the window a minute later; processes register what they know of.
if math.abs(now - s.touched) > QUICKER_THAN_A_RESTART then
  -- Where INFO is not allowed, restarts cannot be told; lost data still can.
  local info = redis.pcall('INFO', 'server')
  local current = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
  if current ~= run then
    redis.call('HSET', STATE, 'run', current)
    if run and s.epoch > 0 then
      redis.call('DEL', RING, CALLS, ORDER, PROCESSES)
      s.epoch, s.sum_r, s.sum_t, s.variance, s.debt_r, s.debt_t = now, 0, 0, 0, 0, 0
      s.oldest, s.newest, s.day, s.day_r = 0, 0, 0, 0
      -- A replica may have been running for long when it took over; it says so, not when. Who says nothing counts as one.
      local replication = redis.pcall('INFO', 'replication')
      local was_none = type(replication) == 'string' and string.match(replication, 'master_replid2:0+%s')
      local up = was_none and tonumber(string.match(info, 'uptime_in_seconds:(%d+)')) or 0
      s.closed = math.max(s.closed, now - up * 1000 + WINDOW + AHEAD)
    end
  end
  s.touched = now
end

local function whole(number) return string.format('%.0f', number) end
local function slot_of(time) return math.floor(time / SLOT) end

-- Writes are gathered and made at the end: a batch of calls costs a few commands.
local ring_r, ring_t, calls, changed, order = {}, {}, {}, {}, {}

local function in_parts(list, write)
  for from = 1, #list, 1000 do write(unpack(list, from, math.min(from + 999, #list))) end
end

local function flush()
  for slot, requests in pairs(ring_r) do redis.call('HINCRBY', RING, 'r' .. slot, requests) end
  for slot, tokens in pairs(ring_t) do redis.call('HINCRBY', RING, 't' .. slot, whole(tokens)) end
  local fields = {}
  for id in pairs(changed) do
    local call = calls[id]
    fields[#fields + 1] = id
    fields[#fields + 1] = table.concat({ whole(call.start), whole(call.tokens), whole(call.sigma), call.state }, ' ')
  end
  in_parts(fields, function(...) redis.call('HSET', CALLS, ...) end)
  in_parts(order, function(...) redis.call('ZADD', ORDER, ...) end)
  ring_r, ring_t, changed, order = {}, {}, {}, {}
end

if s.epoch == 0 then
  s.epoch = now
  s.closed = now + JOINING
end
if known ~= '' and tonumber(known) ~= s.epoch then
  s.closed = math.max(s.closed, s.epoch + WINDOW + AHEAD)
end

-- Reads the calls behind some ids at once; calls[id] is then the call, or nothing.
local function read_calls(ids)
  in_parts(ids, function(...)
    local some = { ... }
    for i, value in ipairs(redis.call('HMGET', CALLS, ...)) do
      if value then
        local start, tokens, sigma, state = string.match(value, '(%S+) (%S+) (%S+) (%S+)')
        calls[some[i]] = { start = tonumber(start), tokens = tonumber(tokens), sigma = tonumber(sigma), state = state }
      end
    end
  end)
end

local function add(slot, requests, tokens)
  ring_r[slot] = (ring_r[slot] or 0) + requests
  ring_t[slot] = (ring_t[slot] or 0) + tokens
  s.sum_r = s.sum_r + requests
  s.sum_t = s.sum_t + tokens
  if s.newest == 0 or slot < s.oldest then s.oldest = slot end
  if slot > s.newest then s.newest = slot end
end

-- Counts a new call in the slot of its start.
local function enter(id, call, requests)
  calls[id] = call
  changed[id] = true
  order[#order + 1] = slot_of(call.start)
  order[#order + 1] = id
  add(slot_of(call.start), requests, call.tokens)
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

roll()
