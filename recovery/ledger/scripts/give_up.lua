-- Keeps a message that nobody understands and tells of it, once.
local name = 'event ' .. event
if is_remembered(name, wall) then
  return 0
end
remember(name, wall)
redis.call('LPUSH', poison, message)
redis.call('LTRIM', poison, 0, kept - 1)
put_notice(rest, wall)
return 1
