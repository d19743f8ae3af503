-- Gives back what a worker holds under the named operations, its place in the queue, and the right to apply those operations later.
-- ARGV 9 worker id  10… operations
-- Returns {'released', how many} | {'foreign', host}. Promises: a repeated release does nothing.

local worker, count = ARGV[9], 0
for i = 10, #ARGV do
  local held = reservations[worker]
  if held and held.op == ARGV[i] and ARGV[i] ~= '' then
    drop(KEYS[1], reservations, worker)
    count = count + 1
  end
  bury(ARGV[i])
end
if waiting[worker] and waiting[worker].daemon == me then
  drop(KEYS[2], waiting, worker)
  freed = true
end
freed = freed or count > 0
return done({ 'released', count })
