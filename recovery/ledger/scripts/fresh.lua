-- Everything under a key, unless the caller has this version already.
local version = redis.call('HGET', fresh, what) or ''
if version == known then
  return { version }
end
return { version, redis.call('HVALS', content) }
