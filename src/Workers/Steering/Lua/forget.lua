-- Takes out of operators' orders why they were given; all else of them stays.
-- KEYS     1 hash: key of an order -> "revision id json"
-- ARGV     for each order its key, what was read there, and what takes its place
-- Returns  how many were changed
-- Promises An order that was given anew since it was read stays as it is. Repeating it changes nothing.
local changed = 0
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
    changed = changed + 1
  end
end
return changed
