-- Gives a worker the registry account that was used least recently, or the certain one that it needs.
-- KEYS[2] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[3] hash: account code -> last use in ms
-- KEYS[4] hash: account code -> fingerprint of the password that the registry refused, a space, when, a space, what it said
-- KEYS[5] hash: account code -> until when, in ms, it is kept for who needs just that one
-- KEYS[6] hash: account code -> last login in ms, a space, its day, a space, its number of that day
-- ARGV[2] holder, ARGV[3] ms for which a certain account is kept when it is not free (0: any account will do),
--         ARGV[4] least ms between two logins, ARGV[5] ms that a login may be waited for with the account in hand,
--         ARGV[6] 1 only looks: nothing is given and nothing kept, then pairs: code, fingerprint
-- Returns {1, code}, {0, ms until the first account is free (-1: every account was refused)}, or {2, ms until accounts are given again}
-- Promise: one holder an account, on the clock of Redis; a holder that asks again keeps what it has, unless somebody needs just that one.
--         Nobody is given an account that may not log in soon.
local holder, keep, interval, soon = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local best, best_used, soonest = nil, nil, -1

for i = 7, #ARGV, 2 do
  local code, fingerprint = ARGV[i], ARGV[i + 1]
  if (redis.call('HGET', KEYS[4], code) or ''):match('^%S+') ~= fingerprint then
    local by, ends = holder_of(KEYS[2], code)
    local kept = keep > 0 and 0 or kept_until(KEYS[5], code)
    local free = math.max(ends, kept, last_login(KEYS[6], code) + interval - soon)
    if by == holder and kept <= now and ends > now then
      best, opens = code, 0
      break
    elseif free <= now then
      local used = tonumber(redis.call('HGET', KEYS[3], code) or '0')
      if not best or used < best_used then
        best, best_used = code, used
      end
    else
      soonest = soonest < 0 and free - now or math.min(soonest, free - now)
      if keep > 0 then
        redis.call('HSET', KEYS[5], code, string.format('%d', now + keep))
      end
    end
  end
end

if best and opens > now then
  return {2, math.ceil(opens - now)}
end
if not best then
  return {0, math.ceil(soonest)}
end
if ARGV[6] == '1' then
  return {1, best}
end
redis.call('HDEL', KEYS[5], best)
redis.call('HSET', KEYS[2], best, holder .. ' ' .. string.format('%d', now + lease))
return {1, best}
