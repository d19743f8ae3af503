-- An operator's order: limits that count instead of what the processes declare.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua; 8, 9, 10 requests a minute, input tokens a minute, requests a day, each 0 to leave it to the
--          processes; 11 ms that the order holds, 0 until the next one
-- Returns  { requests and input tokens a minute, requests a day (0: any) in force }
-- Promises The order replaces the one before as a whole and counts from the next reservation on, in every process. What
--          the API named for an ordered limit is forgotten; an ordered daily limit also ends a parked day.
local FOREVER = 1e15
local lasts = tonumber(ARGV[OWN + 3])
s.ordered_r, s.ordered_t, s.ordered_d = tonumber(ARGV[OWN]), tonumber(ARGV[OWN + 1]), tonumber(ARGV[OWN + 2])
s.ordered_until = s.ordered_r + s.ordered_t + s.ordered_d == 0 and 0 or lasts > 0 and now + lasts or FOREVER
if s.ordered_r > 0 then s.learned_r = 0 end
if s.ordered_t > 0 then s.learned_t = 0 end
if s.ordered_d > 0 then s.parked = 0 end

save()
return { whole(s.limit_r), whole(s.limit_t), whole(s.limit_d) }
