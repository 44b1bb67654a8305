-- What transitions have in common. KEYS and ARGV are named above, see redis_script.py.

local CALM = 1e15 -- turns of what is not urgent start here

-- Wakes one waiter; the list never holds more than one element.
local function ring(list)
  if redis.call('LLEN', list) == 0 then
    redis.call('LPUSH', list, '1')
  end
end

-- The clock sleeps until the first due time, so only a new first one has to wake it.
local function set_due(id, at)
  redis.call('ZADD', due, at, id)
  if redis.call('ZRANGE', due, 0, 0)[1] == id then
    ring(wakes)
  end
end

-- Someone wants a look that begins after this moment; a claim fulfils it.
local function wake(id, at)
  redis.call('HSETNX', woken, id, at)
  if redis.call('ZSCORE', leased, id) then
    return
  end
  local already = redis.call('ZSCORE', due, id)
  if already and tonumber(already) < tonumber(at) then
    at = already
  end
  set_due(id, at)
end

-- Sets the due time of an id that nobody leases: `at` ('' rests), or the wake it has.
local function settle(id, at)
  local wish = redis.call('HGET', woken, id)
  if wish and (at == '' or tonumber(wish) < tonumber(at)) then
    at = wish
  end
  if at == '' then
    redis.call('ZREM', due, id)
  else
    set_due(id, at)
  end
end

local function end_lease(id)
  redis.call('ZREM', leased, id)
  redis.call('HDEL', executors, id)
end

-- Marks a job for the poster; it keeps the better of its old turn and the new one.
local function show(id, is_urgent)
  local mark = redis.call('HINCRBY', counters, 'mark', 1)
  redis.call('HSET', marks, id, mark)
  local turn = CALM + mark
  if is_urgent then
    redis.call('HSET', urgent, id, mark)
    turn = mark
  end
  local before = redis.call('ZSCORE', dirty, id)
  if not before or turn < tonumber(before) then
    redis.call('ZADD', dirty, string.format('%.0f', turn), id)
  end
  ring(news)
end

-- `count` further ids of the same news stand in ARGV from `at` on.
local function put_letter(id, lane, lane_key, body, wall, count, at)
  redis.call('ZREMRANGEBYSCORE', told, '-inf', string.format('%.17g', tonumber(wall) - TOLD))
  local is_new = redis.call('HEXISTS', letters, id) == 0 and not redis.call('ZSCORE', told, id)
  for index = at, at + count - 1 do
    is_new = is_new and not redis.call('ZSCORE', told, ARGV[index])
  end
  -- What is known by one of its ids is known by all from now on.
  for index = at, at + count - 1 do
    redis.call('ZADD', told, 'NX', wall, ARGV[index])
  end
  redis.call('ZADD', told, 'NX', wall, id)
  if not is_new then
    return 0
  end
  local number = redis.call('HINCRBY', counters, 'letter', 1)
  redis.call('HSET', letters, id, lane .. ' ' .. number .. ' ' .. body)
  redis.call('ZADD', lane_key, number, id)
  ring(news)
  return 1
end

-- A letter that stands in ARGV from `at` on: id, lane, body, number of further ids, these.
-- Returns where it ends, and whether it is new.
local function put_notice(at, wall)
  local count = tonumber(ARGV[at + 3])
  local lane_key = ARGV[at + 1] == 'alarms' and lane_alarms or lane_news
  local put = put_letter(ARGV[at], ARGV[at + 1], lane_key, ARGV[at + 2], wall, count, at + 4)
  return at + 4 + count, put == 1
end
