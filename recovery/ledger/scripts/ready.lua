-- Letters that waited long enough take their old place in the lane again.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', held_back, '-inf', wall)) do
  redis.call('ZREM', held_back, id)
  local number = string.match(redis.call('HGET', letters, id), '^%S+ (%d+) ')
  redis.call('ZADD', lane_key, number, id)
end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', lane_key, 0, last)) do
  found[#found + 1] = string.match(redis.call('HGET', letters, id), '^%S+ %d+ (.*)$')
end
return found
