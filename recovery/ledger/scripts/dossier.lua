-- Record, audit head, decisions, plan and delivery of one moment.
local stored = redis.call('HMGET', job, 'record', 'digest', 'head')
if not stored[1] then
  return nil
end
return {
  stored[1],
  stored[3],
  redis.call('LRANGE', decisions, 0, -1),
  redis.call('HGET', plans, id .. '/' .. stored[2]) or '',
  redis.call('HGET', deliveries, id) or '',
}
