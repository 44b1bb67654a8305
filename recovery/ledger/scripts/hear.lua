-- Hears an event once: its letters, then the ids it is about, then what else it wakes.
redis.call('ZREMRANGEBYSCORE', heard, '-inf', string.format('%.17g', tonumber(wall) - TOLD))
if redis.call('ZSCORE', heard, event) then
  return 0
end
redis.call('ZADD', heard, wall, event)
local at = rest
for _ = 1, tonumber(letter_count) do
  at = put_notice(at, wall)
end
for index = at, at + tonumber(id_count) - 1 do
  local job = redis.call('HGET', awaited, ARGV[index])
  if job then
    wake(job, now)
  end
end
for index = at + tonumber(id_count), #ARGV do
  wake(ARGV[index], now)
end
return 1
