-- Makes a daemon known at its start.
-- ARGV 7 '1': no database that it serves has ever known a daemon
-- Returns {'opened'} | {'foreign', host}
-- Promises: a ledger that Redis knew nothing of is open at once only where nobody can hold anything: no database has known a daemon, and
--   nobody else is connected here, as a holder would be that waits to register again. Otherwise it waits as change.lua says.

local OWN_CONNECTIONS = 2 -- one for calls, one for messages

local function is_alone()
  local info = redis.pcall('INFO', 'clients')
  local connected = type(info) == 'string' and tonumber(string.match(info, 'connected_clients:(%d+)'))
  return connected and connected <= OWN_CONNECTIONS
end

local foreign = refuse_foreign()
if foreign then
  return foreign
end
recount()
if is_new and ARGV[7] == '1' and is_alone() then
  terms.opensAt = 0
  redis.call('HSET', KEYS[5], 'opensAt', '0')
end
return done({ 'opened' })
