-- Leaves what a daemon has read of a queue's depth for the others.
-- KEYS[1] hash: reading, began; reader, since, as take.lua has them
-- ARGV[1] the reader's word for this look; ARGV[2] what it read, empty where it read nothing; ARGV[3] ms that the hash is kept
-- Returns 1 where it was kept.
-- Promise: only who was told last to read leaves anything, once.
if redis.call('HGET', KEYS[1], 'reader') ~= ARGV[1] then
  return 0
end
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'reading', ARGV[2], 'began', redis.call('HGET', KEYS[1], 'since'))
end
redis.call('HDEL', KEYS[1], 'reader', 'since')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
