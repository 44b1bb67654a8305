-- Records of jobs that have not ended, newest first. A record that was read with its
-- index in one script cannot be missing.
local records = {}
for _, id in ipairs(redis.call('ZREVRANGE', open, 0, last)) do
  records[#records + 1] = redis.call('HGET', prefix .. id, 'record')
end
return records
