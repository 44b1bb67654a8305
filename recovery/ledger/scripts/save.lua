-- Replaces one version by the next. 'again': the audit head moved, a person said something.
local stored = redis.call('HMGET', job, 'version', 'head')
if stored[1] ~= expected then
  return 'conflict'
end
if stored[2] ~= previous then
  return 'again'
end
write_job()
if is_open == '0' then
  end_lease(id)
  redis.call('ZREM', due, id)
  redis.call('HDEL', woken, id)
  for _, name in ipairs(redis.call('SMEMBERS', held)) do
    redis.call('HDEL', locks, name)
  end
  redis.call('DEL', held)
  await_no_more()
elseif not redis.call('ZSCORE', leased, id) then
  settle(id, due_at)
elseif executor ~= '' then
  if redis.call('HGET', executors, id) == executor then
    end_lease(id)
    settle(id, due_at)
  else
    -- Another executor is looking, perhaps at what was before: it looks again afterwards.
    wish(id, changed)
  end
end
return 'saved'
