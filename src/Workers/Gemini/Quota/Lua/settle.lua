-- Replaces what calls reserved by what they used.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua, then for each call: id, input tokens used (-1: never sent, give everything back)
-- Returns  { epoch, calls settled now }
-- Promises Each id is settled once; again changes nothing. What was not used comes back in the slot of the call's start.
--          A call that is given back before its reservation arrives is not admitted any more.
local settled, ids = 0, {}
for i = OWN, #ARGV, 2 do ids[#ids + 1] = ARGV[i] end
read_calls(ids)

for i = OWN, #ARGV, 2 do
  local id, used = ARGV[i], tonumber(ARGV[i + 1])
  local call = calls[id]
  if call and call.state == 'open' then
    settle(id, call, used)
    settled = settled + 1
  elseif not call and used < 0 then
    enter(id, { start = now, tokens = 0, sigma = 0, state = 'gone' }, 0)
  end
end

if settled > 0 and s.shown + SLOT <= now then show() end
save()
return { whole(s.epoch), settled }
