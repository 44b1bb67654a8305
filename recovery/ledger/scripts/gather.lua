-- Counts a letter among those of a digest, unless it is done already.
if redis.call('HDEL', letters, id) == 0 then
  return
end
redis.call('ZREM', lane_key, id)
redis.call('ZREM', held_back, id)
redis.call('HINCRBY', digests, piece, 1)
wake(chore, by)
