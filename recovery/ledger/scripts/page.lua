-- Number of jobs in an index, and the rows of some of them, newest first; nothing to a replay,
-- which is remembered as in first_time.lua.
if has_request == '1' then
  redis.set_repl(redis.REPL_NONE)
  if not redis.call('SET', request, '1', 'NX', 'EX', memory) then
    return false
  end
end
local total = redis.call('ZCARD', index)
local ids = redis.call('ZREVRANGE', index, first, last)
if #ids == 0 then
  return { total, {} }
end
return { total, redis.call('HMGET', rows, unpack(ids)) }
