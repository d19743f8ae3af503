-- Counts calls that went out later than their grants allow for where they went out.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua, then for each call: id, tokens it reserved, ms since it went out
-- Returns  { epoch }
-- Promises A call is moved, not counted twice, and never moved back. One whose slot has left the window is counted anew.
local ids = {}
for i = OWN, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
read_calls(ids)

for i = OWN, #ARGV, 3 do
  local id, start = ARGV[i], now - ARGV[i + 2]
  local call = calls[id]
  if not call then
    enter(id, { start = start, tokens = tonumber(ARGV[i + 1]), sigma = 0, state = 'open' }, 1)
  elseif call.state ~= 'gone' and start > call.start then
    local from, to = slot_of(call.start), slot_of(start)
    local counted_today = slot_of(day_start() - AHEAD)
    if from < counted_today and to >= counted_today then s.day_r = s.day_r + 1 end
    add(from, -1, -call.tokens)
    call.start = start
    enter(id, call, 1)
  end
end
save()
return { whole(s.epoch) }
