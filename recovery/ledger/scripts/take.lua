local ends = redis.call('ZSCORE', leased, id)
if not ends or tonumber(ends) <= tonumber(wall) then
  return 0
end
redis.call('HSETNX', executors, id, executor)
return redis.call('HGET', executors, id) == executor and 1 or 0
