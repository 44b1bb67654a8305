show(id, false)
