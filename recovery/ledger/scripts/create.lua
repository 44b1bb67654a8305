-- A new job, unless its id exists or a job was made from the same request before.
if seen == '1' and redis.call('EXISTS', asked) == 1 then
  return 'replayed'
end
if redis.call('EXISTS', job) == 1 then
  return 'taken'
end
if seen == '1' then
  redis.call('SET', asked, id, 'EX', WEEK)
end
write_job()
end_lease(id) -- of a look that was asked for before there was anything to see
settle(id, due_at)
return 'created'
