-- Enters what a process sent while Redis was away or had lost it.
--
-- KEYS     as in window.lua
-- ARGV     1-4 as in window.lua; 5 operation id; then for each slot: ms since its sends, requests, tokens
-- Returns  { epoch }
-- Promises An operation is entered once. Sends older than the window are left out.
local id = ARGV[5]
read_calls({ id })
if not calls[id] then
  enter(id, { start = now, tokens = 0, sigma = 0, state = 'done' }, 0)
  for i = 6, #ARGV, 3 do
    local age = tonumber(ARGV[i])
    if age < WINDOW then add(slot_of(now - age), tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])) end
  end
end
save()
return { whole(s.epoch) }
