-- Stops everyone after a 429.
--
-- KEYS     as in window.lua
-- ARGV     1-7 as in window.lua; 8 ms the API asked to wait, 0 when it did not say; 9 1 when it named a daily quota, else 0;
--          10, 11 requests and tokens a minute that it named, 0 when it did not; 12 channel on which the stop is told
-- Returns  { epoch, ms that everything stands still }
-- Promises The stop never gets shorter. The first 429 of a stop lowers the rate once, to what was in use, and only when
--          something was accepted since the last stop: before that a 429 says nothing new of the quota. The longer the same
--          place is found again, the longer the rate rests there. A quota that the API named holds for an hour; a daily
--          one that is used up parks everything until Pacific midnight.
-- The wait after a 429 that names none: it doubles with each that follows within REPEATED, up to LONGEST.
local DEFAULT, LONGEST, REPEATED, LEARNED = 1000, 6000, 5000, 3600000 -- ms
local HOLD, LONGEST_HOLD = 6, 18                                      -- s

local asked, daily, quota_r, quota_t = tonumber(ARGV[OWN]), ARGV[OWN + 1] == '1', tonumber(ARGV[OWN + 2]), tonumber(ARGV[OWN + 3])
local full_r, full_t = limits()
local most_r, most_t = limits(true)
s.last429 = now

if quota_r > 0 or quota_t > 0 then
  if now >= s.learned_until then s.learned_r, s.learned_t = 0, 0 end
  if quota_r > 0 then s.learned_r = quota_r < most_r and quota_r or 0 end
  if quota_t > 0 then s.learned_t = quota_t < most_t and quota_t or 0 end
  s.learned_until = now + LEARNED
end

if daily then
  s.parked = now + until_reset()
elseif now >= s.frozen then
  s.strikes = now < s.frozen + REPEATED and s.strikes + 1 or 0
  local used = math.max(s.sum_r / full_r, s.sum_t / full_t)
  s.base = math.max(0.02, math.min(factor(), used))
  if s.proven >= s.frozen then
    local again = s.drop > 0 and math.abs(s.base - s.ceiling) <= 0.1 * s.ceiling
    s.hold = again and math.min(s.hold * 1.5, LONGEST_HOLD) or HOLD
    s.ceiling = s.base
  end
  local stop = asked > 0 and asked or math.min(DEFAULT * 2 ^ s.strikes, LONGEST)
  s.frozen = now + stop
  s.drop = s.frozen
elseif asked > 0 then
  s.frozen = math.max(s.frozen, now + asked)
  s.drop = s.frozen
end

local stop = math.max(s.frozen, s.parked) - now
redis.call('PUBLISH', ARGV[OWN + 4], whole(stop))
save()
return { whole(s.epoch), whole(stop) }
