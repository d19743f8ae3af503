-- Gives a worker the registry account that was used least recently, or the certain one that it needs.
-- KEYS[1] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[2] hash: account code -> last use in ms
-- KEYS[3] hash: account code -> fingerprint of the password that the registry refused
-- KEYS[4] hash: account code -> until when, in ms, it is kept for who needs just that one
-- KEYS[5] text: run_id of the server that gave the last lease, a space, until when, in ms, it gives accounts to their holders only
-- ARGV[1] holder, ARGV[2] lease in ms, ARGV[3] ms for which a certain account is kept when it is not free (0: any account will do),
--         then pairs: code, fingerprint
-- Returns {1, code} or {0, ms until the first account is free (-1: every account was refused)}
-- Promise: one holder an account, on the clock of Redis; a holder that asks again keeps what it has, unless somebody needs just that one.
-- A server that started again, or took over from another, may have missed leases: for one lease it gives nobody an account that is not
-- his, while holders register what they have (renew_account.lua).
-- One that lost everything, KEYS[5] too, looks like one that was never used, and gives accounts away at once.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000 + math.floor(now_parts[2] / 1000)
local holder, lease, keep = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local function opens_at()
  -- Where INFO is not allowed, this cannot be told.
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
  local known, opens = (redis.call('GET', KEYS[5]) or ''):match('^(%w+) (%d+)$')
  if known ~= run then
    local replication = redis.pcall('INFO', 'replication')
    local was_no_replica = type(replication) == 'string' and replication:match('master_replid2:0+%s')
    local up = was_no_replica and tonumber(info:match('uptime_in_seconds:(%d+)')) or 0
    opens = known and run ~= 'unknown' and now - up * 1000 + lease or 0
    redis.call('SET', KEYS[5], run .. ' ' .. string.format('%d', opens))
  end
  return tonumber(opens)
end

local opens = opens_at()
local best, best_used, soonest = nil, nil, -1

for i = 4, #ARGV, 2 do
  local code, fingerprint = ARGV[i], ARGV[i + 1]
  if redis.call('HGET', KEYS[3], code) ~= fingerprint then
    local by, ends = (redis.call('HGET', KEYS[1], code) or ' 0'):match('^(.*) (%d+)$')
    local kept = keep > 0 and 0 or tonumber(redis.call('HGET', KEYS[4], code) or '0')
    local free = math.max(tonumber(ends), kept, opens)
    if by == holder and kept <= now and free > now then
      best = code
      break
    elseif free <= now then
      local used = tonumber(redis.call('HGET', KEYS[2], code) or '0')
      if not best or used < best_used then
        best, best_used = code, used
      end
    else
      soonest = soonest < 0 and free - now or math.min(soonest, free - now)
      if keep > 0 then
        redis.call('HSET', KEYS[4], code, string.format('%d', now + keep))
      end
    end
  end
end

if not best then
  return {0, soonest}
end
redis.call('HDEL', KEYS[4], best)
redis.call('HSET', KEYS[1], best, holder .. ' ' .. string.format('%d', now + lease))
return {1, best}
