-- Takes a request; 0 if it was taken before.
-- Kept in memory only, not in the store's log or its replicas: a command's answer should not
-- wait for a disk. What changes anything is remembered with what it made (`asked`), durably.
redis.set_repl(redis.REPL_NONE)
if redis.call('SET', request, '1', 'NX', 'EX', memory) then
  return 1
end
return 0
