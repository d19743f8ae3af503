-- Prolongs or ends the lease of a registry account.
-- KEYS[1] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[2] hash: account code -> until when, in ms, it is kept for who needs just that one
-- ARGV[1] holder, ARGV[2] code, ARGV[3] lease in ms; 0 ends it, ARGV[4] 1 when the holder is certain that its lease still runs, else 0
-- Returns 0 when the holder has it not, 1 when it has it, 2 when it has it and somebody needs just that one
-- Promise: another's lease is never touched; ending it twice does no harm. A certain lease that the server does not know was lost with
--          the server before; it is entered anew.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000 + math.floor(now_parts[2] / 1000)
local held = redis.call('HGET', KEYS[1], ARGV[2])
if held and held:match('^(.*) %d+$') ~= ARGV[1] or not held and ARGV[4] ~= '1' then
  return 0
end
if ARGV[3] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[2])
else
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[1] .. ' ' .. string.format('%d', now + tonumber(ARGV[3])))
end
return tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or '0') > now and 2 or 1
