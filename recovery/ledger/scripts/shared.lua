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
local function wish(id, at)
  local before = redis.call('HGET', woken, id)
  if not before or tonumber(at) < tonumber(before) then
    redis.call('HSET', woken, id, at)
  end
end

local function wake(id, at)
  wish(id, at)
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
  local wished = redis.call('HGET', woken, id)
  if wished and (at == '' or tonumber(wished) < tonumber(at)) then
    at = wished
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

-- Names of letters and events, spread by their digests over sets of whole numbers,
-- see remembering.py.
local function place_of(name)
  local digest = redis.sha1hex(name)
  local slot = tonumber(string.sub(digest, 1, 4), 16) % SLOTS
  return slot, string.format('%.0f', tonumber(string.sub(digest, 5, 17), 16))
end

local function set_of(wall, periods_ago, slot)
  return remembered .. ':' .. math.floor(tonumber(wall) / PERIOD) - periods_ago .. ':' .. slot
end

-- Whether it was remembered within 15 days; by a clock that is ahead of ours, too.
local function is_remembered(name, wall)
  local slot, number = place_of(name)
  for periods_ago = -1, KEPT_PERIODS do
    if redis.call('SISMEMBER', set_of(wall, periods_ago, slot), number) == 1 then
      return true
    end
  end
  return false
end

local function remember(name, wall)
  local slot, number = place_of(name)
  local set = set_of(wall, 0, slot)
  if redis.call('SADD', set, number) == 1 and redis.call('SCARD', set) == 1 then
    redis.call('EXPIRE', set, PERIOD * (KEPT_PERIODS + 1))
  end
end

-- `count` further ids of the same news stand in ARGV from `at` on.
local function put_letter(id, lane, lane_key, body, wall, count, at)
  local names, unknown = { 'letter ' .. id }, {}
  for index = at, at + count - 1 do
    names[#names + 1] = 'letter ' .. ARGV[index]
  end
  for _, name in ipairs(names) do
    if not is_remembered(name, wall) then
      unknown[#unknown + 1] = name
    end
  end
  -- What is known by one of its ids is known by all from now on.
  for _, name in ipairs(unknown) do
    remember(name, wall)
  end
  if #unknown < #names or redis.call('HEXISTS', letters, id) == 1 then
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
