-- What a whole reading gathered takes the place of what was shown before.
for _, pair in ipairs({ { kept_gathered, kept }, { freshest_gathered, freshest } }) do
  redis.call('DEL', pair[2])
  if redis.call('EXISTS', pair[1]) == 1 then
    redis.call('RENAME', pair[1], pair[2])
  end
end
local whole = redis.call('HGET', gathered, source)
redis.call('HDEL', gathered, source)
if whole then
  redis.call('HSET', recent, source, whole)
else
  redis.call('HDEL', recent, source)
end
redis.call('HSET', fresh, 'recent', version, 'freshest', version)
