-- Asks whether an account may log in now, and counts the login when it may.
-- KEYS[2] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[3] hash: account code -> last login in ms, a space, its day, a space, its number of that day
-- ARGV[2] holder, ARGV[3] code, ARGV[4] least ms between two logins, ARGV[5] the day
-- Returns {0, 0} when the holder has it not, {1, 0} granted, {2, ms} when it must wait that long
-- Promise: two logins of an account are never granted within the interval, whoever asks; what Redis forgot counts as a login just then.
local by, ends = holder_of(KEYS[2], ARGV[3])
if by ~= ARGV[2] or ends <= now then
  return {0, 0}
end
local at, day, number = last_login(KEYS[3], ARGV[3])
local wait = at + tonumber(ARGV[4]) - now
if wait > 0 then
  return {2, math.ceil(wait)}
end
redis.call('HSET', KEYS[3], ARGV[3], string.format('%d %s %d', now, ARGV[5], day == ARGV[5] and number + 1 or 1))
return {1, 0}
