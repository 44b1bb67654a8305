wake(id, now)
