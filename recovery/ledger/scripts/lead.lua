local poster = redis.call('HMGET', lead, 'instance', 'until')
if poster[1] and poster[1] ~= instance and tonumber(poster[2]) > tonumber(wall) then
  return 0
end
redis.call('HSET', lead, 'instance', instance, 'until', ends)
return 1
