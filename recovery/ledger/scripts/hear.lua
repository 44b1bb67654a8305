-- Hears an event once: its letters, then the ids it is about, then what else it wakes. One that
-- only wakes who waits for an id is not remembered: most are, and to be woken twice is no harm.
local name = 'event ' .. event
if is_remembered(name, wall) then
  return 0
end
if rest + tonumber(id_count) <= #ARGV then
  remember(name, wall)
end
local at = rest
for _ = 1, tonumber(letter_count) do
  local id, lane = ARGV[at], ARGV[at + 1]
  local following, is_new = put_notice(at, wall)
  if is_new and held_until ~= '' and lane == 'news' then
    redis.call('ZREM', lane_news, id)
    redis.call('ZADD', held_back, held_until, id)
  end
  at = following
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
