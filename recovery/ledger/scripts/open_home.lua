-- Somebody looks at the Home tab: the poster draws it at once, and again for a while.
redis.call('ZADD', homes, wall, person)
ring(news)
