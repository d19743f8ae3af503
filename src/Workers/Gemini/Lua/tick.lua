-- Once a second from each process: it lives, and learns its share and what is in use.
--
-- KEYS     as in window.lua
-- ARGV     1-4 as in window.lua; 5 the share the process believes it has, 0 to 1; 6 join or leave;
--          7... processes that are known to be dead
-- Returns  { epoch, share, requests and tokens of the last 60 s, requests and tokens a minute in force, part of them in
--          use after a 429, ms closed, ms frozen, ms parked, ms since the last 429 (-1: none), live processes,
--          missing processes ... }
-- Promises The shares that processes may believe in never sum above one. The share of a process that stopped answering
--          is withheld from the others until it is known to be dead or can no longer be sending.
local MISSING, DEAD = 2000, 186000 -- ms; the second is the longest time of sending without Redis, and a window

local believed, leaving = tonumber(ARGV[5]), ARGV[6] == 'leave'
for i = 7, #ARGV do redis.call('HDEL', PROCESSES, ARGV[i]) end
if leaving then redis.call('HDEL', PROCESSES, me) end

local live, others, withheld, missing = leaving and 0 or 1, 0, 0, {}
local place, seen = '0', '0'
local flat = redis.call('HGETALL', PROCESSES)
for i = 1, #flat, 2 do
  local contact, share, spot, last = string.match(flat[i + 1], '(%S+) (%S+) (%S+) (%S+)')
  local silent = now - contact
  if flat[i] == me then
    place, seen = spot, last
  elseif silent > DEAD then
    redis.call('HDEL', PROCESSES, flat[i])
  else
    others = others + share
    if silent > MISSING then
      withheld = withheld + share
      missing[#missing + 1] = flat[i]
    else
      live = live + 1
    end
  end
end

-- Shares are cut, not rounded, to six digits, so that their sum stays within one.
local share = math.max(0, math.min((1 - withheld) / math.max(live, 1), 1 - others))
share = math.floor(share * 1000000) / 1000000
s.withheld = withheld
if not leaving then
  redis.call('HSET', PROCESSES, me, table.concat({ whole(now), string.format('%.6f', math.max(share, believed)), place, seen }, ' '))
end

local requests, tokens = show()
local limit_r, limit_t = limits()
local part = factor() * (1 - withheld)
s.part, s.limit_r, s.limit_t = part, limit_r, limit_t
save()
local reply = {
  whole(s.epoch), string.format('%.6f', share), whole(requests), whole(tokens), whole(limit_r), whole(limit_t),
  string.format('%.3f', part), whole(math.max(0, s.closed - now)), whole(math.max(0, s.frozen - now)),
  whole(math.max(0, s.parked - now)), whole(s.last429 > 0 and now - s.last429 or -1), whole(live),
}
for _, process in ipairs(missing) do reply[#reply + 1] = process end
return reply
