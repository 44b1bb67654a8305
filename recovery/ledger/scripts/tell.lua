-- Puts a digest, then takes what it tells off the count: pairs of piece and number.
if put_letter(id, lane, lane_key, body, wall, 0, rest) == 0 then
  return
end
for index = rest, #ARGV, 2 do
  if redis.call('HINCRBY', digests, ARGV[index], -tonumber(ARGV[index + 1])) <= 0 then
    redis.call('HDEL', digests, ARGV[index])
  end
end
