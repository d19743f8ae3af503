-- Renews everything that a daemon holds, and the daemon itself; also sweeps what others let expire.
-- ARGV 9… seven for each worker: worker id, operation, type, cpu, ram, startedAt, an operation whose answer was lost or ''
-- Returns {'renewed', state of each worker in order}: 'kept' (the lost operation will never be applied),
--         'changed' (the lost operation was applied), 'lost' (over, and no room to take it again); or {'foreign', host}
-- A reservation that is missing though nobody gave it back (Redis lost it, or the daemon was paused) is taken again if it fits.
-- Promises: never above the budget, and never what was given back.

local answer = { 'renewed' }
for i = 9, #ARGV, 7 do
  local worker, operation, doubtful = ARGV[i], ARGV[i + 1], ARGV[i + 6]
  local need = { cpu = tonumber(ARGV[i + 3]), ram = tonumber(ARGV[i + 4]) }
  local held = reservations[worker]
  local state = 'lost'
  if held and (held.op == operation or (doubtful ~= '' and held.op == doubtful)) then
    state = held.op == operation and 'kept' or 'changed'
    held.expiresAt = now + ttl
    put(KEYS[1], reservations, worker, held)
  elseif not held and not is_buried(operation) then
    local sum = allocated()
    if holds({ cpu = sum.cpu + need.cpu, ram = sum.ram + need.ram }, least_declared()) then
      state = 'kept'
      put(KEYS[1], reservations, worker, {
        op = operation, daemon = me, type = ARGV[i + 2], cpu = need.cpu, ram = need.ram,
        startedAt = tonumber(ARGV[i + 5]), expiresAt = now + ttl })
    end
  end
  if state == 'lost' then
    bury(operation)
  end
  if state ~= 'changed' then
    bury(doubtful)
  end
  answer[#answer + 1] = state
end
return done(answer)
