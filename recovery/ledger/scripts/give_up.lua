-- Keeps a message that nobody understands and tells of it, once.
redis.call('ZREMRANGEBYSCORE', heard, '-inf', string.format('%.17g', tonumber(wall) - TOLD))
if redis.call('ZADD', heard, 'NX', wall, event) == 0 then
  return 0
end
redis.call('LPUSH', poison, message)
redis.call('LTRIM', poison, 0, kept - 1)
put_notice(rest, wall)
return 1
