-- Shown as of `mark`. What changed since goes to the end of its line, so that a job
-- that changes all the time does not keep the others waiting.
local newest = tonumber(redis.call('HGET', marks, id) or 0)
local shown = tonumber(mark)
if newest <= shown then
  redis.call('ZREM', dirty, id)
  redis.call('HDEL', marks, id)
  redis.call('HDEL', urgent, id)
  return
end
local pressing = tonumber(redis.call('HGET', urgent, id) or 0)
local turn = pressing > shown and pressing or CALM + newest
redis.call('ZADD', dirty, string.format('%.0f', turn), id)
