local found = {}
for _, id in ipairs(redis.call('ZRANGE', dirty, 0, last)) do
  found[#found + 1] = id
  found[#found + 1] = redis.call('HGET', marks, id)
end
return found
