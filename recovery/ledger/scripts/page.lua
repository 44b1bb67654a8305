-- Number of jobs in an index, and the rows of some of them, newest first; nothing to a replay.
if has_request == '1' and not redis.call('SET', request, '1', 'NX', 'EX', memory) then
  return false
end
local total = redis.call('ZCARD', index)
local ids = redis.call('ZREVRANGE', index, first, last)
if #ids == 0 then
  return { total, {} }
end
return { total, redis.call('HMGET', rows, unpack(ids)) }
