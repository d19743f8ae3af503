-- Puts operators' orders beside those that are there; the newest of each thing stays.
-- KEYS     1 hash: key of an order -> "revision id json"
-- ARGV     1 channel that is told of a change; then for each order its key, revision, id and JSON
-- Returns  every order as it is kept
-- Promises An order for one start of a daemon, which holds for seven days at the most, goes nine days after it was given, and is not taken any more then. Brought again, or in another order, the same stays: of two the one with the higher revision, then the higher id.
local changed = false
local clock = redis.call('TIME')
local one_start = '%-%d+%-' .. string.rep('[0-9a-f]', 32) .. '$'
local function is_over(key, revision)
  return string.match(key, one_start) and revision / 1000000 < clock[1] - 9 * 86400
end
for i = 2, #ARGV, 4 do
  local key, revision, id = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2]
  local kept = redis.call('HGET', KEYS[1], key)
  local kept_revision, kept_id = string.match(kept or '', '^(%d+) (%S+) ')
  kept_revision = tonumber(kept_revision or -1)
  if not is_over(key, revision) and (revision > kept_revision or (revision == kept_revision and id > kept_id)) then
    redis.call('HSET', KEYS[1], key, ARGV[i + 1] .. ' ' .. id .. ' ' .. ARGV[i + 3])
    changed = true
  end
end
if changed then
  local entries = redis.call('HGETALL', KEYS[1])
  for i = 1, #entries, 2 do
    local revision = tonumber(string.match(entries[i + 1], '^(%d+) ') or '')
    if revision and is_over(entries[i], revision) then
      redis.call('HDEL', KEYS[1], entries[i])
    end
  end
  redis.call('PUBLISH', ARGV[1], '')
end
return redis.call('HVALS', KEYS[1])
