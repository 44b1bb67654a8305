"""BatchWriteItem: up to 25 puts and deletes, each for itself."""

from sandbox.aws.call import Json
from sandbox.aws.items.answers import Refusal, members
from sandbox.aws.items.changes import apply
from sandbox.aws.items.consumed import Consumed
from sandbox.aws.items.item_collections import Collections
from sandbox.aws.items.throttles import take
from sandbox.aws.items.values import Image, canonical, invalid
from sandbox.aws.items.writes import read_item
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

BATCH = 25


def batch_write_item(scene: Scene, payload: Json) -> bytes:
    """All are checked before any is written; what exceeds the table's capacity comes back."""
    requests = payload["RequestItems"]
    if sum(map(len, requests.values())) > BATCH:
        raise invalid("Too many items requested for the BatchWriteItem call")
    read = {name: _read(scene.readable(name), requests[name]) for name in requests}
    collections = Collections(payload)
    unprocessed, consumed, refusals = {}, [], list[Refusal]()
    for name, (table, changes) in read.items():
        used = Consumed(table, "Write")
        consumed.append(used)
        left = []
        for request, change in zip(requests[name], changes, strict=True):
            refusal = _write(scene, table, change, used, collections)
            if refusal is not None:
                left.append(request)
                refusals.append(refusal)
        if left:
            unprocessed[name] = left
    if refusals and not any(each.total for each in consumed):
        raise refusals[0]  # not one item could be written
    answers = [each.answer(payload.get("ReturnConsumedCapacity")) for each in consumed]
    return members(
        UnprocessedItems=canonical(unprocessed),
        ConsumedCapacity=canonical(answers) if any(answers) else None,
        ItemCollectionMetrics=collections.all(),
    )


Change = tuple[bytes, Image | None]


def _read(table: Table, requests: list[Json]) -> tuple[Table, list[Change]]:
    changes = [_change(table, request) for request in requests]
    if len({position for position, _ in changes}) < len(changes):
        raise invalid("Provided list of item keys contains duplicates")
    return table, changes


def _change(table: Table, request: Json) -> Change:
    match request:
        case {"PutRequest": {"Item": item}, **others} if not others:
            return read_item(table, item)
        case {"DeleteRequest": {"Key": key}, **others} if not others:
            return table.items.schema.read(key)[1], None
        case _:
            raise invalid(
                "Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest"
            )


def _write(
    scene: Scene, table: Table, change: Change, used: Consumed, collections: Collections
) -> Refusal | None:
    position, image = change
    before = table.items.get(position)
    one = Consumed(table, "Write")
    one.write(before, image)
    refusal = take(scene, [one])
    if refusal is None:
        used.write(before, image)
        apply(table, scene.now, position, image)
        collections.note(table, image, before)
    return refusal
