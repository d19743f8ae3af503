-- Prolongs or ends the lease of a registry account.
-- KEYS[2] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[3] hash: account code -> until when, in ms, it is kept for who needs just that one
-- ARGV[2] holder, ARGV[3] code, ARGV[4] 1 prolongs it, 0 ends it
-- Returns 0 when the holder has it not, 1 when it has it, 2 when it has it and somebody needs just that one
-- Promise: another's lease is never touched; ending it twice does no harm. While no accounts are given, a holder that Redis forgot has
-- its account again.
local by, ends = holder_of(KEYS[2], ARGV[3])
if by ~= ARGV[2] and (ARGV[4] == '0' or opens <= now or ends > now) then
  return 0
end
if ARGV[4] == '0' then
  redis.call('HDEL', KEYS[2], ARGV[3])
else
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[2] .. ' ' .. string.format('%d', now + lease))
end
return kept_until(KEYS[3], ARGV[3]) > now and 2 or 1
