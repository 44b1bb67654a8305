-- Leave for one caller a period. A clock that is off by more than that is not obeyed.
local last = redis.call('GET', mark)
if last and math.abs(tonumber(wall) - tonumber(last)) < tonumber(every) then
  return 0
end
redis.call('SET', mark, wall)
return 1
