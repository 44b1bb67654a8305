-- One token, or how long until there is one. A clock that went back gives none away.
local stored = redis.call('HMGET', bucket, 'tokens', 'at')
local tokens = tonumber(stored[1] or burst)
local last = tonumber(stored[2] or wall)
local wait = 0
if tonumber(wall) > last then
  tokens = math.min(tonumber(burst), tokens + (tonumber(wall) - last) * tonumber(per_second))
  last = tonumber(wall)
end
if tokens >= 1 then
  tokens = tokens - 1
else
  wait = (1 - tokens) / tonumber(per_second)
end
redis.call('HSET', bucket, 'tokens', string.format('%.17g', tokens),
  'at', string.format('%.17g', last))
redis.call('EXPIRE', bucket, math.ceil(tonumber(burst) / tonumber(per_second)) + 60)
return string.format('%.17g', wait)
