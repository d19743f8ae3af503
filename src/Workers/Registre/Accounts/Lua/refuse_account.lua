-- Sets an account aside: nobody gets it until its password is another, or somebody ends it.
-- KEYS[2] hash: account code -> fingerprint of the refused password, a space, when in ms, a space, what the site said
-- ARGV[2] code, ARGV[3] fingerprint, ARGV[4] what the site said
-- Returns 1
-- Promise: the time is that of Redis.
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3] .. ' ' .. string.format('%d', now) .. ' ' .. ARGV[4])
return 1
