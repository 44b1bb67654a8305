-- Appends a word that was received against this very head; else 'again'.
if redis.call('HGET', job, 'head') ~= previous then
  return 'again'
end
redis.call('RPUSH', decisions, said)
redis.call('RPUSH', audit, entry)
redis.call('HSET', job, 'head', head)
wake(id, now)
show(id, true)
return 'recorded'
