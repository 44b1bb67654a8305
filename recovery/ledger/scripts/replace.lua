redis.call('HSET', content, field, body)
redis.call('HSET', fresh, what, version)
if at ~= '' then
  redis.call('HSET', read, field, at)
  redis.call('HDEL', problems, field)
end
