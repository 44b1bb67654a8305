-- One token, or how long until there is one. A clock that went back gives none away; one that
-- was ahead by more than a bucket is kept for is not waited for.
local stored = redis.call('HMGET', bucket, 'tokens', 'at')
local tokens = tonumber(stored[1] or burst)
local last = tonumber(stored[2] or wall)
local kept = math.ceil(tonumber(burst) / tonumber(per_second)) + BUCKET_KEPT
local wait = 0
if tonumber(wall) > last then
  tokens = math.min(tonumber(burst), tokens + (tonumber(wall) - last) * tonumber(per_second))
  last = tonumber(wall)
elseif last - tonumber(wall) > kept then
  last = tonumber(wall)
end
if tokens >= 1 then
  tokens = tokens - 1
else
  wait = (1 - tokens) / tonumber(per_second)
end
redis.call('HSET', bucket, 'tokens', string.format('%.17g', tokens),
  'at', string.format('%.17g', last))
redis.call('EXPIRE', bucket, kept)
return string.format('%.17g', wait)
