-- `rest` = ids; what is neither due nor leased stays away.
for index = rest, #ARGV do
  local id = ARGV[index]
  if redis.call('ZSCORE', due, id) or redis.call('ZSCORE', leased, id) then
    wake(id, at)
  end
end
