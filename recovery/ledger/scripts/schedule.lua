if not redis.call('ZSCORE', due, id) and not redis.call('ZSCORE', leased, id) then
  set_due(id, at)
end
