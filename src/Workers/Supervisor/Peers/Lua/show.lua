-- Shows one daemon to the others and to operators, and answers who else shows itself.
-- KEYS[1] hash: daemon id -> its report, JSON
-- KEYS[2] sorted set: daemon id -> when it last showed itself, ms
-- KEYS[3] text: what the server's OCR pool holds, JSON
-- ARGV[1] daemon id; empty only reads
-- ARGV[2] its report; empty takes it down
-- ARGV[3] ms that a report is kept, ARGV[4] what the pool holds, ARGV[5] ms that this is kept
-- Returns pairs: ms since a daemon last showed itself, its report.
-- Promise: who stopped showing itself is forgotten after its time, on the clock of Redis.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000 + math.floor(now_parts[2] / 1000)
local me, life = ARGV[1], tonumber(ARGV[3])

if me ~= '' then
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - life)) do
    redis.call('HDEL', KEYS[1], gone)
    redis.call('ZREM', KEYS[2], gone)
  end
  if ARGV[2] == '' then
    redis.call('HDEL', KEYS[1], me)
    redis.call('ZREM', KEYS[2], me)
  else
    redis.call('HSET', KEYS[1], me, ARGV[2])
    redis.call('ZADD', KEYS[2], now, me)
  end
  redis.call('PEXPIRE', KEYS[1], life)
  redis.call('PEXPIRE', KEYS[2], life)
  redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[5])
end

local answer = {}
local shown = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', now - life), '+inf', 'WITHSCORES')
for i = 1, #shown, 2 do
  local report = redis.call('HGET', KEYS[1], shown[i])
  if report then
    answer[#answer + 1] = now - tonumber(shown[i + 1])
    answer[#answer + 1] = report
  end
end
return answer
