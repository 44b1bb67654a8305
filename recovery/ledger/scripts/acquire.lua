-- All names or none. `rest` = names. A job that has ended stands in its own way: an
-- executor that does not know yet would otherwise take locks that nobody gives up.
if redis.call('EXISTS', job) == 1 and not redis.call('ZSCORE', open, id) then
  return id
end
for index = rest, #ARGV do
  local holder = redis.call('HGET', locks, ARGV[index])
  if holder and holder ~= id then
    return holder
  end
end
for index = rest, #ARGV do
  redis.call('HSET', locks, ARGV[index], id)
  redis.call('SADD', held, ARGV[index])
end
return ''
