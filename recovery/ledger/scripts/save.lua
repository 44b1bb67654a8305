-- Replaces one version by the next. 'again': the audit head moved, by a save or by a person's word.
if redis.call('HGET', job, 'head') ~= previous then
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
