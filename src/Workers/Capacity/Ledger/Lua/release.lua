-- Gives back what a worker holds under the named operations, its place in the queue, and the right to apply those operations later.
-- ARGV 7 worker id  8… operations
-- Returns {'released', how many} | {'foreign', host}. Promises: a repeated release does nothing.

local worker, released = ARGV[7], 0
for i = 8, #ARGV do
  local held = find(worker)
  if held and held.op == ARGV[i] then
    give_back(worker, held)
    released = released + 1
  end
  bury(ARGV[i])
end
-- Who holds something has left the queue.
local want = released == 0 and redis.call('HGET', KEYS[2], worker)
if want and cjson.decode(want).daemon == me then
  redis.call('HDEL', KEYS[2], worker)
end
return done({ 'released', released })
