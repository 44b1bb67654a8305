-- `rest` = ids.
for index = rest, #ARGV do
  local id = ARGV[index]
  local taken = redis.call('HGET', executors, id)
  if redis.call('ZSCORE', leased, id) and (not taken or taken == executor) then
    end_lease(id)
    settle(id, now)
  end
end
