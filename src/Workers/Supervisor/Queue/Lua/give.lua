-- Leaves what a daemon has read of a queue's depth for the others.
-- KEYS[1] hash: reading, began; reader, since, as take.lua has them
-- ARGV[1] the reader's word for this look; ARGV[2] what it read, empty where it read nothing; ARGV[3] ms that the hash is kept
-- ARGV[4] when its reading began, as take.lua said
-- Returns 1 where it was kept.
-- Promise: of several readings the one that began last stays.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000000 + now_parts[2]
if redis.call('HGET', KEYS[1], 'reader') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'reader', 'since')
end

local kept = tonumber(redis.call('HGET', KEYS[1], 'began') or '')
if ARGV[2] == '' or kept and kept <= now and kept > tonumber(ARGV[4]) then
  return 0
end
redis.call('HSET', KEYS[1], 'reading', ARGV[2], 'began', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
