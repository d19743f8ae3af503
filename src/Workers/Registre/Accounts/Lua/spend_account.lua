-- Asks for one consultation of an account's day.
-- KEYS[1] set: consultations of this account and day
-- KEYS[2] hash: account code -> last use in ms, with three decimals
-- ARGV[1] consultation, ARGV[2] code, ARGV[3] budget of the day, ARGV[4] least ms between two, ARGV[5] seconds the set is kept
-- Returns {1, 0} granted, {0, spent} when the day's budget is spent, {2, ms} when it must wait that long
-- Promise: a consultation counts once, however often it is asked for.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000 + now_parts[2] / 1000
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then
  return {1, 0}
end
local spent = redis.call('SCARD', KEYS[1])
if spent >= tonumber(ARGV[3]) then
  return {0, spent}
end
local wait = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or '0') + tonumber(ARGV[4]) - now
if wait > 0 then
  return {2, math.ceil(wait)}
end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('HSET', KEYS[2], ARGV[2], string.format('%.3f', now))
return {1, 0}
