return put_letter(id, lane, lane_key, body, wall, #ARGV - rest + 1, rest)
