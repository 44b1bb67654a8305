-- The lease begins anew: how long the id waited for its executor is no loss of the work.
local ran_out = redis.call('ZSCORE', leased, id)
if not ran_out or tonumber(ran_out) <= tonumber(wall) then
  return 0
end
redis.call('HSETNX', executors, id, executor)
if redis.call('HGET', executors, id) ~= executor then
  return 0
end
redis.call('ZADD', leased, ends, id)
return 1
