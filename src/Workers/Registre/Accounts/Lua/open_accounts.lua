-- Opens the books of accounts where nobody can have one: asked only by a daemon that opened the server's ledger as the first that ever was.
-- KEYS[1] hash: as accounts.lua has it   KEYS[2]… everything else that is kept of accounts
-- Returns 1 when it opened them.
-- Promise: what Redis knows anything of stays as it is.
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then return 0 end
end
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
redis.call('HSET', KEYS[1], 'run', run, 'opensAt', '0')
return 1
