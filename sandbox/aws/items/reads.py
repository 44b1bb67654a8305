"""GetItem and BatchGetItem."""

from sandbox.aws.call import Json
from sandbox.aws.items import legacy
from sandbox.aws.items.answers import Refusal, joined_list, joined_object, members
from sandbox.aws.items.consumed import Consumed
from sandbox.aws.items.expressions.paths import Projection
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.throttles import spend, take
from sandbox.aws.items.values import Image, canonical, invalid
from sandbox.aws.world import Scene

PROJECTION = "ProjectionExpression"
BATCH_KEYS = 100
BATCH_BYTES = 16 * 1024 * 1024


def get_item(scene: Scene, payload: Json) -> bytes:
    """One item, or no Item."""
    table = scene.readable(payload["TableName"])
    projection = read_projection(payload)
    _, position = table.items.schema.read(payload["Key"])
    image = table.items.get(position)
    consumed = Consumed(table, "Read")
    consumed.read(image.size if image else 0, consistent=payload.get("ConsistentRead", False))
    spend(scene, [consumed])
    return members(
        Item=shown(image, projection) if image else None,
        ConsumedCapacity=capacity_of(consumed, payload),
    )


def batch_get_item(scene: Scene, payload: Json) -> bytes:
    """Up to 100 items of any tables; what does not fit into 16 MB comes back unprocessed."""
    requests = {
        name: KeyRequest(scene, name, request) for name, request in payload["RequestItems"].items()
    }
    if sum(len(request.positions) for request in requests.values()) > BATCH_KEYS:
        raise invalid("Too many items requested for the BatchGetItem call")
    room = BATCH_BYTES
    responses, unprocessed, consumed = {}, {}, []
    for name, request in requests.items():
        found, left, room = request.read(scene, room)
        responses[name] = joined_list(found)
        consumed.append(request.consumed)
        if left:
            unprocessed[name] = request.payload | {"Keys": left}
    throttled = [request.refusal for request in requests.values() if request.refusal]
    if throttled and not any(each.total for each in consumed):
        raise throttled[0]  # not one key could be read
    answers = [each.answer(payload.get("ReturnConsumedCapacity")) for each in consumed]
    return members(
        Responses=joined_object(responses.items()),
        UnprocessedKeys=canonical(unprocessed),
        ConsumedCapacity=canonical(answers) if any(answers) else None,
    )


class KeyRequest:
    """The keys of one table in a BatchGetItem."""

    def __init__(self, scene: Scene, name: str, payload: Json) -> None:
        self.payload = payload
        self._table = scene.readable(name)
        self._projection = read_projection(payload)
        self._consistent = payload.get("ConsistentRead", False)
        self.positions = [self._table.items.schema.read(key)[1] for key in payload["Keys"]]
        self.consumed = Consumed(self._table, "Read")
        self.refusal: Refusal | None = None
        if len(set(self.positions)) < len(self.positions):
            raise invalid("Provided list of item keys contains duplicates")

    def read(self, scene: Scene, room: int) -> tuple[list[bytes], list[Json], int]:
        """(items, keys for which there is no room or capacity, room left in bytes)."""
        found, left = [], []
        for position, key in zip(self.positions, self.payload["Keys"], strict=True):
            image = self._table.items.get(position)
            size = image.size if image else 0
            if size > room or not self._affords(scene, size):
                left.append(key)
                continue
            room -= size
            if image is not None:
                found.append(shown(image, self._projection))
        return found, left, room

    def _affords(self, scene: Scene, size: int) -> bool:
        one = Consumed(self._table, "Read")
        one.read(size, consistent=self._consistent)
        self.refusal = take(scene, [one])
        if self.refusal is None:
            self.consumed.read(size, consistent=self._consistent)
        return self.refusal is None


def read_projection(payload: Json) -> Projection | None:
    """What of an item is wanted; None for all of it."""
    legacy.check_unmixed(payload)
    wanted = legacy.attributes_to_get(payload)
    placeholders = Placeholders(payload, PROJECTION)
    if PROJECTION in payload:
        wanted = Projection.read(payload[PROJECTION], placeholders)
    placeholders.all_used()
    return wanted


def shown(image: Image, projection: Projection | None) -> bytes:
    """The item, or what of it is wanted."""
    return image.raw if projection is None else canonical(projection.of(image.item()))


def capacity_of(consumed: Consumed, payload: Json) -> bytes | None:
    """ConsumedCapacity, if it is asked for."""
    answer = consumed.answer(payload.get("ReturnConsumedCapacity"))
    return canonical(answer) if answer else None
