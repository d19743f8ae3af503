-- The shared first part of every account script: the time, and whether Redis still knows what was promised.
-- KEYS[1] hash: run (of the process of Redis that wrote last), opensAt in ms, "known:<account>" -> day and run for which its consultations were counted
-- ARGV[1] lease in ms
-- Returns nothing by itself: the script that follows it answers.
-- Promise: when Redis lost its data, or is another process than before (its memory may be old), no account is given to anybody for one
-- lease, while holders register again what they hold. What lies further ahead than a lease was written before the clock went back.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local lease = tonumber(ARGV[1])

-- Where INFO is not allowed, restarts cannot be told; lost data still can.
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
local state = redis.call('HMGET', KEYS[1], 'run', 'opensAt')
local opens = tonumber(state[2] or '0')
if state[1] ~= run or opens > now + lease then
  opens = now + lease
  redis.call('HSET', KEYS[1], 'run', run, 'opensAt', string.format('%d', opens))
end

-- Who has an account, and until when.
local function holder_of(key, code)
  local by, ends = (redis.call('HGET', key, code) or ' 0'):match('^(.*) (%d+)$')
  ends = tonumber(ends)
  if ends > now + lease then
    ends = now + lease
    redis.call('HSET', key, code, by .. ' ' .. string.format('%d', ends))
  end
  return by, ends
end

-- When an account last logged in, its day, and its number of that day. What Redis forgot counts as a login at that moment.
local function last_login(key, code)
  local at, day, number = (redis.call('HGET', key, code) or ''):match('^(%d+) (%S+) (%d+)$')
  at, number = tonumber(at or '0'), tonumber(number or '0')
  if at > now then
    at = now
    redis.call('HSET', key, code, string.format('%d %s %d', at, day, number))
  end
  return math.max(at, opens - lease), day, number
end

-- Until when an account is kept for who needs just that one.
local function kept_until(key, code)
  local kept = tonumber(redis.call('HGET', key, code) or '0')
  if kept > now + lease then
    kept = now + lease
    redis.call('HSET', key, code, string.format('%d', kept))
  end
  return kept
end
