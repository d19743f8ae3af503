-- Appends one mark of a document's progress, for those who follow it.
-- KEYS[1] stream: the marks of one document; an entry's id is its sequence number
-- ARGV[1] percent, ARGV[2] stage, ARGV[3] worker, ARGV[4] most entries that are kept, ARGV[5] ms that they are kept after the last
-- Returns the id of the last entry.
-- Promise: percent never goes back, whoever appends; what changes nothing is not appended; the stream has a bound and ends by itself.
local percent, best = tonumber(ARGV[1]), 0
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
  local fields = {}
  for i = 1, #last[2], 2 do
    fields[last[2][i]] = last[2][i + 1]
  end
  best = tonumber(fields['percent']) or 0
  if percent <= best and fields['stage'] == ARGV[2] and fields['worker'] == ARGV[3] then
    redis.call('PEXPIRE', KEYS[1], ARGV[5])
    return last[1]
  end
end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[4], '*', 'percent', math.max(percent, best), 'stage', ARGV[2], 'worker', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return id
