-- A letter with a new body goes now, wherever it waited; nothing if it is done already.
local stored = redis.call('HGET', letters, id)
if stored then
  redis.call('HSET', letters, id, string.match(stored, '^%S+ %d+ ') .. body)
  redis.call('ZREM', held_back, id)
  redis.call('ZADD', lane_key, string.match(stored, '^%S+ (%d+) '), id)
  ring(news)
end
