"""TransactGetItems and TransactWriteItems: all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.answers import Refusal, joined_list, members
from sandbox.aws.items.changes import apply
from sandbox.aws.items.consumed import Consumed, Kind
from sandbox.aws.items.done import Done
from sandbox.aws.items.item_collections import Collections
from sandbox.aws.items.reads import read_projection, shown
from sandbox.aws.items.throttles import spend
from sandbox.aws.items.values import Image, canonical, invalid
from sandbox.aws.items.writes import (
    FAILED,
    Write,
    read_check,
    read_delete,
    read_put,
    read_update,
)
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

TRANSACTION_BYTES = 4 * 1024 * 1024
TOKEN_KEPT = timedelta(minutes=10)
"""How long the same ClientRequestToken means the same request (TransactWriteItems)."""

READERS: dict[str, Callable[[Scene, Json], Write]] = {
    "Put": read_put,
    "Update": read_update,
    "Delete": read_delete,
    "ConditionCheck": read_check,
}


@dataclass(frozen=True)
class Planned:
    """A write of a transaction, with the item before and after it."""

    write: Write
    before: Image | None
    after: Image | None


def transact_get_items(scene: Scene, payload: Json) -> bytes:
    """Up to 100 items as they are at one moment."""
    answers, uses, total = [], Uses("Read"), 0
    for entry in payload["TransactItems"]:
        get = entry["Get"]
        table = scene.readable(get["TableName"])
        projection = read_projection(get)
        image = table.items.get(table.items.schema.read(get["Key"])[1])
        size = image.size if image else 0
        total += size
        uses.of(table).read(size, consistent=True)
        answers.append(members(Item=shown(image, projection) if image else None))
    _check_size(total)
    spend(scene, uses.all)
    return members(Responses=joined_list(answers), ConsumedCapacity=uses.answer(payload))


def transact_write_items(scene: Scene, payload: Json) -> bytes:
    """Up to 100 writes, or none of them; the same ClientRequestToken does it once."""
    asked = canonical(payload["TransactItems"])
    if not once(scene, payload.get("ClientRequestToken"), asked):
        return _answer_again(scene, payload)
    writes = [_read(scene, entry) for entry in payload["TransactItems"]]
    collections = Collections(payload)
    uses = run_writes(scene, writes, collections)
    remember(scene, payload.get("ClientRequestToken"), asked)
    return members(ConsumedCapacity=uses.answer(payload), ItemCollectionMetrics=collections.all())


def once(scene: Scene, token: str | None, asked: bytes) -> bool:
    """Is this still to be done? False where the same token has done the same already."""
    done = scene.region.transactions.get(token) if token is not None else None
    if done is None or scene.now >= done.until:
        return True
    if done.asked != asked:
        raise AwsError(
            "IdempotentParameterMismatchException",
            "The provided client token is already in use by another request with different "
            "parameters",
        )
    return False


def remember(scene: Scene, token: str | None, asked: bytes) -> None:
    """This token has succeeded."""
    done = scene.region.transactions
    while done and done[oldest := next(iter(done))].until <= scene.now:
        del done[oldest]
    if token is not None:
        done[token] = Done(scene.now + TOKEN_KEPT, asked)


def run_writes(scene: Scene, writes: list[Write], collections: Collections) -> "Uses":
    """All of them at this instant, or TransactionCanceledException with the reason of each."""
    if len({(id(write.table), write.position) for write in writes}) < len(writes):
        raise invalid("Transaction request cannot include multiple operations on one item")
    planned, reasons, uses = [], [], Uses("Write")
    for write in writes:
        before = write.table.items.get(write.position)
        after, reason = _outcome(write, before)
        planned.append(Planned(write, before, after))
        reasons.append(reason)
    if any(reason["Code"] != "None" for reason in reasons):
        raise cancelled(reasons)
    _check_size(sum(each.after.size for each in planned if each.after))
    for each in planned:
        uses.of(each.write.table).write(each.before, each.after)
    spend(scene, uses.all)
    for each in planned:
        apply(each.write.table, scene.now, each.write.position, each.after)
        collections.note(each.write.table, each.after, each.before)
    return uses


def cancelled(reasons: list[Json]) -> Refusal:
    """TransactionCanceledException."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    return Refusal(
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        {"CancellationReasons": reasons},
    )


class Uses:
    """What a transaction uses, table by table; everything costs double."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._by_table: dict[str, Consumed] = {}

    @property
    def all(self) -> list[Consumed]:
        """Of each table."""
        return list(self._by_table.values())

    def of(self, table: Table) -> Consumed:
        """Of one table."""
        return self._by_table.setdefault(table.name, Consumed(table, self._kind, factor=2))

    def answer(self, payload: Json) -> bytes | None:
        """ConsumedCapacity, if it is asked for."""
        answers = [each.answer(payload.get("ReturnConsumedCapacity")) for each in self.all]
        return canonical(answers) if any(answers) else None


def _read(scene: Scene, entry: Json) -> Write:
    if len(entry) != 1:
        raise invalid("TransactItems can only contain one of Check, Put, Update or Delete")
    ((kind, payload),) = entry.items()
    return READERS[kind](scene, payload)


def _outcome(write: Write, before: Image | None) -> tuple[Image | None, Json]:
    """(the item after the write, the reason why not; its code is None where all is well)."""
    if not write.holds(before):
        reason = {"Code": write.failing, "Message": FAILED}
        return before, reason | write.failed(before)
    try:
        return write.result(before), {"Code": "None"}
    except AwsError as error:
        return before, {"Code": "ValidationError", "Message": error.message}


def _answer_again(scene: Scene, payload: Json) -> bytes:
    """A repeated token costs the reads of its items (developer guide, "Idempotency")."""
    uses = Uses("Read")
    for entry in payload["TransactItems"]:
        write = _read(scene, entry)
        image = write.table.items.get(write.position)
        uses.of(write.table).read(image.size if image else 0, consistent=True)
    spend(scene, uses.all)
    return members(ConsumedCapacity=uses.answer(payload))


def _check_size(total: int) -> None:
    if total > TRANSACTION_BYTES:
        raise invalid("Transaction request exceeds the maximum size of 4 MB")
