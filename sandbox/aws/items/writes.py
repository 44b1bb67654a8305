"""Put, Update, Delete and ConditionCheck: read once, alone or in a transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.aws.call import Json
from sandbox.aws.items import legacy
from sandbox.aws.items.answers import Refusal, members
from sandbox.aws.items.changes import apply
from sandbox.aws.items.consumed import Consumed
from sandbox.aws.items.expressions.conditions import Condition, Test
from sandbox.aws.items.expressions.paths import Projection
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.expressions.updates import Changes, read_changes
from sandbox.aws.items.index_keys import check_index_keys
from sandbox.aws.items.item_collections import Collections
from sandbox.aws.items.reads import capacity_of
from sandbox.aws.items.throttles import spend
from sandbox.aws.items.values import Image, canonical, image_of, invalid
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

CONDITION, UPDATE = "ConditionExpression", "UpdateExpression"
FAILED = "The conditional request failed"

Result = Callable[[Image | None], Image | None]
"""What an item becomes; ValidationException where that cannot be."""


@dataclass(frozen=True)
class Write:
    """One write to one item, checked as far as it can be without the item.

    `failing`: what a transaction calls it when the condition fails.
    """

    table: Table
    position: bytes
    condition: Test | None
    result: Result
    shows_failed: bool
    touched: Projection | None = None
    failing: str = "ConditionalCheckFailed"

    def holds(self, before: Image | None) -> bool:
        """Does the condition hold for what is there?"""
        return self.condition is None or self.condition(before.item() if before else {})

    def failed(self, before: Image | None) -> Json:
        """What a failed condition shows of the item, if that is asked for."""
        return {"Item": before.item()} if before and self.shows_failed else {}


def read_put(scene: Scene, payload: Json) -> Write:
    """A PutItem, or a Put of a transaction."""
    table, placeholders = scene.readable(payload["TableName"]), Placeholders(payload, CONDITION)
    condition = _condition(payload, placeholders)
    placeholders.all_used()
    position, image = read_item(table, payload["Item"])
    return Write(table, position, condition, lambda _: image, _shows_failed(payload))


def read_item(table: Table, item: Json) -> tuple[bytes, Image]:
    """(position, image) of an item to be put; ValidationException for what AWS refuses."""
    table.items.schema.check_item(item)
    image = image_of(item)
    normal = image.item()
    check_index_keys(table, normal)
    return table.items.schema.position(normal), image


def read_delete(scene: Scene, payload: Json) -> Write:
    """A DeleteItem, or a Delete of a transaction."""
    table, placeholders = scene.readable(payload["TableName"]), Placeholders(payload, CONDITION)
    condition = _condition(payload, placeholders)
    placeholders.all_used()
    _, position = table.items.schema.read(payload["Key"])
    return Write(table, position, condition, lambda _: None, _shows_failed(payload))


def read_check(scene: Scene, payload: Json) -> Write:
    """A ConditionCheck of a transaction: writes what is there already."""
    table, placeholders = scene.readable(payload["TableName"]), Placeholders(payload, CONDITION)
    condition = _condition(payload, placeholders)
    placeholders.all_used()
    _, position = table.items.schema.read(payload["Key"])
    return Write(table, position, condition, lambda before: before, _shows_failed(payload))


def read_update(scene: Scene, payload: Json) -> Write:
    """An UpdateItem, or an Update of a transaction; without an expression it only makes the key."""
    table = scene.readable(payload["TableName"])
    placeholders = Placeholders(payload, UPDATE, CONDITION)
    changes = legacy.changes(payload.get("AttributeUpdates", {}))
    if UPDATE in payload:
        changes = read_changes(payload[UPDATE], placeholders)
    condition = _condition(payload, placeholders)
    placeholders.all_used()
    key, position = table.items.schema.read(payload["Key"])
    result = updating(table, key, changes)
    shows = _shows_failed(payload)
    return Write(table, position, condition, result, shows, changes.touched)


def updating(table: Table, key: Json, changes: Changes) -> Result:
    """What the item of this key becomes; the key itself must not be touched."""
    for path in changes.paths:
        if path[0] in key:
            raise invalid(
                f"One or more parameter values were invalid: Cannot update attribute {path[0]}. "
                "This attribute is part of the key"
            )

    def result(before: Image | None) -> Image:
        item = before.item() if before else dict(key)
        changes.apply(before.item() if before else dict(key), item)
        check_index_keys(table, item, updating=True)
        return image_of(item, too_large="Item size to update has exceeded")

    return result


def put_item(scene: Scene, payload: Json) -> bytes:
    """The item takes the place of what was there."""
    _check_return_values(payload, "NONE", "ALL_OLD")
    return _run(scene, read_put(scene, payload), payload)


def update_item(scene: Scene, payload: Json) -> bytes:
    """Changes attributes of an item, which is made if it is not there."""
    return _run(scene, read_update(scene, payload), payload)


def delete_item(scene: Scene, payload: Json) -> bytes:
    """The item goes; it need not have been there."""
    _check_return_values(payload, "NONE", "ALL_OLD")
    return _run(scene, read_delete(scene, payload), payload)


def _run(scene: Scene, write: Write, payload: Json) -> bytes:
    before = write.table.items.get(write.position)
    consumed = Consumed(write.table, "Write")
    if not write.holds(before):
        consumed.write(before, before)
        spend(scene, [consumed])
        raise Refusal("ConditionalCheckFailedException", FAILED, write.failed(before))
    after = write.result(before)
    consumed.write(before, after)
    spend(scene, [consumed])
    apply(write.table, scene.now, write.position, after)
    collections = Collections(payload)
    collections.note(write.table, after, before)
    return members(
        Attributes=returned(payload.get("ReturnValues", "NONE"), write, before, after),
        ConsumedCapacity=capacity_of(consumed, payload),
        ItemCollectionMetrics=collections.one(),
    )


def returned(wanted: str, write: Write, before: Image | None, after: Image | None) -> bytes | None:
    """What ReturnValues asks for; None for nothing."""
    image = before if wanted.endswith("OLD") else after
    if wanted == "NONE" or image is None:
        return None
    if wanted.startswith("ALL"):
        return image.raw
    shown = write.touched.of(image.item()) if write.touched else {}
    return canonical(shown) if shown else None


def _shows_failed(payload: Json) -> bool:
    return payload.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"


def _condition(payload: Json, placeholders: Placeholders) -> Test | None:
    legacy.check_unmixed(payload)
    if CONDITION not in payload:
        return legacy.condition(payload, "Expected")
    return Condition(payload[CONDITION], CONDITION, placeholders).holds


def _check_return_values(payload: Json, *allowed: str) -> None:
    if payload.get("ReturnValues", "NONE") not in allowed:
        raise invalid("Return values set to invalid value")
