-- What creating and saving have in common: record, row, indexes, audit, plan, letters,
-- history, dirty mark. `rest` = letters, then ids that are awaited, then one observation per
-- key in `more`.

local function write_job()
  redis.call('HSET', job, 'record', record, 'version', version, 'state', state,
    'digest', digest, 'expires', expires, 'head', head)
  redis.call('RPUSH', audit, entry)
  redis.call('HSET', rows, id, row)
  redis.call('ZADD', jobs, created, id)
  if is_open == '1' then
    redis.call('ZADD', open, created, id)
  else
    redis.call('ZREM', open, id)
  end
  if plan_digest ~= '' then
    redis.call('HSETNX', plans, id .. '/' .. plan_digest, plan)
  end
  local at = rest
  for _ = 1, tonumber(letter_count) do
    at = put_notice(at, wall)
  end
  for index = at, at + tonumber(awaited_count) - 1 do
    redis.call('HSET', awaited, ARGV[index], id)
    redis.call('SADD', learnt, ARGV[index])
  end
  at = at + tonumber(awaited_count)
  for index = more, #KEYS do
    redis.call('LPUSH', KEYS[index], ARGV[at])
    redis.call('LTRIM', KEYS[index], 0, HISTORY_KEPT - 1)
    at = at + 1
  end
  show(id, is_urgent == '1')
end

-- Of all it ever awaited: a step may have learnt another id in place of one.
local function await_no_more()
  for _, name in ipairs(redis.call('SMEMBERS', learnt)) do
    if redis.call('HGET', awaited, name) == id then
      redis.call('HDEL', awaited, name)
    end
  end
  redis.call('DEL', learnt)
end
