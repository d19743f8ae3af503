-- Asks for one consultation of an account's day.
-- KEYS[2] set: consultations of this account and day
-- KEYS[3] hash: account code -> last use in ms, with three decimals
-- ARGV[2] consultation, ARGV[3] code, ARGV[4] budget of the day, ARGV[5] least ms between two, ARGV[6] seconds the set is kept, ARGV[7] the day,
--         then, when the ledgers were asked what was bought that day: 1 when all of them answered, else 0, and the consultations
-- Returns {1, 0} granted, {0, spent} when the day's budget is spent, {2, ms} when it must wait that long, {3, 0} when what was bought that
--         day must be told first
-- Promise: a consultation counts once, however often it is asked for; what was bought counts also after Redis lost its data.
local mark = ARGV[7] .. ' ' .. run
for i = 9, #ARGV do
  redis.call('SADD', KEYS[2], ARGV[i])
end
if ARGV[8] == '1' then
  redis.call('HSET', KEYS[1], 'known:' .. ARGV[3], mark)
elseif not ARGV[8] and redis.call('HGET', KEYS[1], 'known:' .. ARGV[3]) ~= mark then
  return {3, 0}
end
redis.call('EXPIRE', KEYS[2], ARGV[6])
if redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 1 then
  return {1, 0}
end
local spent = redis.call('SCARD', KEYS[2])
if spent >= tonumber(ARGV[4]) then
  return {0, spent}
end
local used = tonumber(redis.call('HGET', KEYS[3], ARGV[3]) or '0')
if used > now then
  used = now
  redis.call('HSET', KEYS[3], ARGV[3], string.format('%.3f', now))
end
local wait = used + tonumber(ARGV[5]) - now
if wait > 0 then
  return {2, math.ceil(wait)}
end
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('HSET', KEYS[3], ARGV[3], string.format('%.3f', now))
return {1, 0}
