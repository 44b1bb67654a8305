return put_letter(id, lane, lane_key, body, wall)
