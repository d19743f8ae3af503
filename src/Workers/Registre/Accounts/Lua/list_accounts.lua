-- Tells what is known of accounts.
-- KEYS[2] hash: account code -> holder, a space, end of the lease in ms
-- KEYS[3] hash: account code -> last use in ms
-- KEYS[4] hash: account code -> fingerprint of the refused password, a space, when in ms, a space, what the site said
-- KEYS[5] hash: account code -> last login in ms, a space, its day, a space, its number of that day
-- KEYS[6..] set, one for each account: its consultations of the day
-- ARGV[2] the day, then the codes, in the order of the sets
-- Returns now in ms, then for each account: holder (empty: nobody), end of its lease in ms, last use in ms (0: never), the refusal (empty: none),
--         last login in ms, logins of the day, consultations of the day
-- Promise: nobody's account changes.
local told = { string.format('%d', now) }
for i = 3, #ARGV do
  local code = ARGV[i]
  local by, ends = holder_of(KEYS[2], code)
  local at, day, number = last_login(KEYS[5], code)
  local values = {
    ends > now and by or '', string.format('%d', ends), redis.call('HGET', KEYS[3], code) or '0', redis.call('HGET', KEYS[4], code) or '',
    string.format('%d', math.max(at, 0)), day == ARGV[2] and number or 0, redis.call('SCARD', KEYS[i + 3]),
  }
  for _, value in ipairs(values) do
    told[#told + 1] = tostring(value)
  end
end
return told
