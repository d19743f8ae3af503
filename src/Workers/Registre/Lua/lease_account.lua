-- Gives a worker the registry account that was used least recently.
-- KEYS[1] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[2] hash: account code -> last use in ms
-- KEYS[3] hash: account code -> fingerprint of the password that the registry refused
-- ARGV[1] holder, ARGV[2] lease in ms, then pairs: code, fingerprint
-- Returns {1, code} or {0, ms until the first lease ends (-1: every account was refused)}
-- Promise: one holder an account, on the clock of Redis; a holder that asks again keeps what it has.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000 + math.floor(now_parts[2] / 1000)
local holder, lease = ARGV[1], tonumber(ARGV[2])
local best, best_used, soonest = nil, nil, -1

for i = 3, #ARGV, 2 do
  local code, fingerprint = ARGV[i], ARGV[i + 1]
  if redis.call('HGET', KEYS[3], code) ~= fingerprint then
    local held = redis.call('HGET', KEYS[1], code)
    local by, ends = nil, 0
    if held then
      by, ends = held:match('^(.*) (%d+)$')
      ends = tonumber(ends)
    end
    if by == holder and ends > now then
      best = code
      break
    elseif ends <= now then
      local used = tonumber(redis.call('HGET', KEYS[2], code) or '0')
      if not best or used < best_used then
        best, best_used = code, used
      end
    elseif soonest < 0 or ends - now < soonest then
      soonest = ends - now
    end
  end
end

if not best then
  return {0, soonest}
end
redis.call('HSET', KEYS[1], best, holder .. ' ' .. string.format('%d', now + lease))
return {1, best}
