-- Gives back everything of a daemon that stops, and its declaration. Takes the common ARGV only.
-- Promises: whatever of it comes later is not applied.
-- Returns {'closed', how many} | {'foreign', host}

bury(me)
drop(KEYS[3], daemons, me)
local count = 0
for id, held in pairs(reservations) do
  if held.daemon == me then
    bury(held.op)
    drop(KEYS[1], reservations, id)
    count = count + 1
  end
end
for id, want in pairs(waiting) do
  if want.daemon == me then drop(KEYS[2], waiting, id) end
end
freed = true
return done({ 'closed', count })
