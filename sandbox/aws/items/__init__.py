"""The sandbox's own DynamoDB items: present and past of every table, as prepared bytes.

Each `sandbox.aws.table.Table` holds one `TableItems` as `table.items`. An item
is kept as an `Image`: its canonical DynamoDB JSON (keys sorted, numbers and
sets in normal form) and its size by DynamoDB's rules. A primary key is one
`bytes`: the hash of the partition key (the same for every table, region and
account), then the sort key so encoded that bytes compare as DynamoDB orders.

What the other parts of the sandbox use:

    table.items.count, .size, .writes     items and bytes now; changes ever
    table.items.snapshot()                Snapshot of now
    table.items.at(instant)               Snapshot as it was, that instant's writes included
    table.items.fill(snapshot)            a restore: shares the images, tells no stream
    table.items.set_global_indexes(attributes, global_indexes)
    table.items.index_sizes()             index name -> (items, bytes)
    table.items.expired(attribute, before)
                                          keys of the items whose TTL attribute lies before
                                          `before` (seconds since 1970), oldest first
    snapshot.count, .size, .images()      Images in the order of a Scan; cheap to keep

    changes.put(table, instant, image)    one write: the present, the past, the indexes,
    changes.delete(table, instant, key)   and `table.changed(instant, before, after)`;
                                          `delete(..., changed=f)` tells `f` instead, for
                                          deletes that are marked (TTL's, say)

`table.changed` is called for every effective change of an item by the item
actions, and not for bulk fills: neither a restore nor `POST /_sandbox/items`.
Callers hold the lock of `Aws`; nothing here is safe for threads by itself.
"""
