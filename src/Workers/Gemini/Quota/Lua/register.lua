-- Enters what a process sent while Redis was away or had lost it.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua; 8 operation id; 9 requests of today that Redis does not know of; then for each slot:
--          ms since its sends, requests, tokens
-- Returns  { epoch }
-- Promises An operation is entered once. Sends older than the window are left out.
local id = ARGV[OWN]
read_calls({ id })
if not calls[id] then
  enter(id, { start = now, tokens = 0, sigma = 0, state = 'done' }, 0)
  s.day_r = s.day_r + tonumber(ARGV[OWN + 1])
  for i = OWN + 2, #ARGV, 3 do
    local age = tonumber(ARGV[i])
    if age < WINDOW then add(slot_of(now - age), tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])) end
  end
end
save()
return { whole(s.epoch) }
