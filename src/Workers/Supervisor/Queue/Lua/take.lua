-- Gives what a daemon has read of a queue's depth, where that is new enough, or says who reads.
-- KEYS[1] hash: reading (what was read), began (when that reading began, us); reader, since (who reads, from when, us)
-- ARGV[1] the asker's own word for this look
-- ARGV[2] us that a reading may be old
-- ARGV[3] us that a reader is waited for, ARGV[4] us that a reading can last, ARGV[5] ms that the hash is kept
-- Returns 'given', how long ago the reading began in ms, the reading; or 'wait': another reads; or 'read', when that begins (us): the asker does.
-- Promise: one reads while the others wait; nobody waits for a reading that is not new enough for it, or longer than ARGV[3]: then it reads
-- beside the reader, whose place stays its own.
local now_parts = redis.call('TIME')
local now = now_parts[1] * 1000000 + now_parts[2]
local most, lease, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local began = tonumber(redis.call('HGET', KEYS[1], 'began') or '')
if began and now - began >= 0 and now - began < most then
  return { 'given', string.format('%.3f', (now - began) / 1000), redis.call('HGET', KEYS[1], 'reading') }
end

local now_text = string.format('%.0f', now)
local since = tonumber(redis.call('HGET', KEYS[1], 'since') or '')
if since and now - since >= 0 and now - since < math.min(most, longest) then
  if now - since < lease then
    return { 'wait' }
  end
  return { 'read', now_text }
end

redis.call('HSET', KEYS[1], 'reader', ARGV[1], 'since', now_text)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return { 'read', now_text }
