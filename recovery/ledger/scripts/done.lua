-- The lane, and with it two keys, is known only from what is stored.
local stored = redis.call('HGET', letters, id)
if stored then
  local lane = string.match(stored, '^%S+')
  redis.call('HDEL', letters, id)
  redis.call('ZREM', lane_prefix .. lane, id)
  redis.call('ZREM', held_back_prefix .. lane, id)
end
