-- Gives back everything of a daemon that stops, and its declaration. Takes the common ARGV only.
-- Promises: whatever of it comes later is not applied.
-- Returns {'closed', how many} | {'foreign', host}

bury(me)
redis.call('HDEL', KEYS[3], me)
local closed, flat = 0, redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do
  local held = parse(flat[i + 1])
  if held.daemon == me then
    bury(held.op)
    give_back(flat[i], held)
    closed = closed + 1
  end
end
for id, want in pairs(read_json(KEYS[2])) do
  if want.daemon == me then redis.call('HDEL', KEYS[2], id) end
end
declare()
changed = true
return done({ 'closed', closed })
