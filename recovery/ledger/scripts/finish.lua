if redis.call('HGET', executors, id) == executor then
  end_lease(id)
  settle(id, at)
end
