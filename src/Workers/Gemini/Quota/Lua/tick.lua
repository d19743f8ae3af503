-- Once a second from each process: it lives, and learns its share and what is in use.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua; 8 the share the process believes it has, 0 to 1; 9 join or leave;
--          10... processes that are known to be dead
-- Returns  { epoch, share, requests and tokens of the last 60 s, requests and tokens a minute in force, part of them in
--          use after a 429, ms closed, ms frozen, ms parked, ms since the last 429 (-1: none), live processes, requests
--          today, requests a day in force (0: any), ms that an operator's order holds (0: none), missing processes ... }
-- Promises The limits in force are the least that living processes declare, unless an operator ordered others. The shares
--          that processes may believe in never sum above one. The share of a process that stopped answering is withheld
--          from the others until it is known to be dead or can no longer be sending.
local MISSING, DEAD = 2000, 186000 -- ms; the second is the longest time of sending without Redis, and a window

local believed, leaving = tonumber(ARGV[OWN]), ARGV[OWN + 1] == 'leave'
for i = OWN + 2, #ARGV do redis.call('HDEL', PROCESSES, ARGV[i]) end
if leaving then redis.call('HDEL', PROCESSES, me) end

local live, others, withheld, missing = leaving and 0 or 1, 0, 0, {}
local ticket = { '0', '0', '0 -' }
local declared = { ANY, ANY, ANY }
local function declare(...)
  for i, limit in ipairs({ ... }) do
    if tonumber(limit) > 0 then declared[i] = math.min(declared[i], tonumber(limit)) end
  end
end

local flat = redis.call('HGETALL', PROCESSES)
for i = 1, #flat, 2 do
  local contact, share, place, seen, rpm, tpm, rpd, head = string.match(flat[i + 1], TICKET)
  local silent = now - contact
  if flat[i] == me then
    ticket = { place, seen, head }
  elseif silent > DEAD then
    redis.call('HDEL', PROCESSES, flat[i])
  else
    declare(rpm, tpm, rpd)
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
  declare(ARGV[3], ARGV[4], ARGV[5])
  stand(string.format('%.6f', math.max(share, believed)), ticket[1], ticket[2], ticket[3])
end
if declared[1] < ANY then
  s.declared_r, s.declared_t, s.declared_d = declared[1], declared[2], declared[3] < ANY and declared[3] or 0
end

local requests, tokens = show()
local part = factor() * (1 - withheld)
s.part = part
save()
local reply = {
  whole(s.epoch), string.format('%.6f', share), whole(requests), whole(tokens), whole(s.limit_r), whole(s.limit_t),
  string.format('%.3f', part), whole(math.max(0, s.closed - now)), whole(math.max(0, s.frozen - now)),
  whole(parked_for()), whole(s.last429 > 0 and now - s.last429 or -1), whole(live),
  whole(s.day_r), whole(s.limit_d), whole(math.max(0, s.ordered_until - now)),
}
for _, process in ipairs(missing) do reply[#reply + 1] = process end
return reply
