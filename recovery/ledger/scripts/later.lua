local stored = redis.call('HGET', letters, id)
if stored then
  redis.call('HSET', letters, id, string.match(stored, '^%S+ %d+ ') .. body)
  redis.call('ZREM', lane_key, id)
  redis.call('ZADD', held_back, at, id)
end
