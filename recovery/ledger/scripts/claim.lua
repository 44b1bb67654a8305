-- Leases that ran out first, by when they did; then due ids, longest due first.
local claimed = redis.call('ZRANGEBYSCORE', leased, '-inf', wall, 'LIMIT', 0, limit)
local room = tonumber(limit) - #claimed
if room > 0 then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, room)) do
    redis.call('ZREM', due, id)
    claimed[#claimed + 1] = id
  end
end
for _, id in ipairs(claimed) do
  redis.call('ZADD', leased, ends, id)
  redis.call('HDEL', executors, id)
  redis.call('HDEL', woken, id)
end
return claimed
