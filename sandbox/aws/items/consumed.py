"""Capacity units, by the sizes of what is read and written.

Reads: 4 KB a unit, half for eventually consistent ones, double in transactions.
Writes: 1 KB a unit, of the larger of old and new item, double in transactions;
and what a write changes in an index, it writes there (developer guide, "Read
and write operations", "Using global secondary indexes").
"""

from collections import defaultdict
from typing import Literal

from sandbox.aws.call import Json
from sandbox.aws.items.indexes import Index
from sandbox.aws.items.values import Image
from sandbox.aws.table import Table

READ_BYTES, WRITE_BYTES = 4096, 1024

Kind = Literal["Read", "Write"]


def read_units(size: int, *, consistent: bool) -> float:
    """Units of reading so many bytes at once; nothing there costs as much as 4 KB."""
    return max(1, -(-size // READ_BYTES)) * (1 if consistent else 0.5)


def write_units(before: Image | None, after: Image | None) -> int:
    """Units of replacing one by the other; a write that does nothing costs one."""
    size = max(before.size if before else 0, after.size if after else 0)
    return max(1, -(-size // WRITE_BYTES))


def index_write_units(index: Index, before: Image | None, after: Image | None) -> int:
    """Units of bringing an index up to date: an entry goes, comes, moves, or changes."""
    old, new = index.entry(before), index.entry(after)
    if old == new:
        return 0
    if old and new and old.position == new.position:
        return write_units(old.image, new.image)
    return sum(write_units(None, entry.image) for entry in (old, new) if entry)


class Consumed:
    """What one request uses of one table: units of the table and of each index."""

    def __init__(self, table: Table, kind: Kind, factor: int = 1) -> None:
        """`factor`: 2 in transactions."""
        self.table = table
        self.kind = kind
        self.own = 0.0
        self.indexes: dict[str, float] = defaultdict(float)
        self._factor = factor

    @property
    def total(self) -> float:
        """Units of the table and its indexes."""
        return self.own + sum(self.indexes.values())

    def read(self, size: int, *, consistent: bool, index: str | None = None) -> None:
        """Note a read of so many bytes, of the table or of an index."""
        self._add(read_units(size, consistent=consistent), index)

    def write(self, before: Image | None, after: Image | None) -> None:
        """Note a write to the table, and what follows from it in its indexes."""
        self._add(write_units(before, after), None)
        for index in self.table.items.indexes:
            units = index_write_units(index, before, after)
            if units:
                self._add(units, index.name)

    def answer(self, wanted: str | None) -> Json | None:
        """ConsumedCapacity as ReturnConsumedCapacity asks for it; None for NONE."""
        if wanted not in {"TOTAL", "INDEXES"}:
            return None
        answer: Json = {"TableName": self.table.name, "CapacityUnits": self.total}
        if self._factor > 1:
            answer[f"{self.kind}CapacityUnits"] = self.total
        if wanted == "TOTAL":
            return answer
        answer["Table"] = self._units(self.own)
        for member, of_its_own in (
            ("GlobalSecondaryIndexes", True),
            ("LocalSecondaryIndexes", False),
        ):
            used = {
                index.name: self._units(self.indexes[index.name])
                for index in self.table.items.indexes
                if index.of_its_own == of_its_own and index.name in self.indexes
            }
            if used:
                answer[member] = used
        return answer

    def _add(self, units: float, index: str | None) -> None:
        if index is None:
            self.own += units * self._factor
        else:
            self.indexes[index] += units * self._factor

    def _units(self, units: float) -> Json:
        if self._factor == 1:
            return {"CapacityUnits": units}
        return {"CapacityUnits": units, f"{self.kind}CapacityUnits": units}
