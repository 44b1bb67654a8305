"""One table's items: the present in DynamoDB's order, its indexes, and its past."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.aws.call import Json
from sandbox.aws.items.buckets import Bucket
from sandbox.aws.items.expiry import Expiry
from sandbox.aws.items.indexes import Index
from sandbox.aws.items.keys import KeySchema, Span
from sandbox.aws.items.ordered import Ordered
from sandbox.aws.items.past import Past
from sandbox.aws.items.snapshot import Snapshot
from sandbox.aws.items.values import Image


class TableItems:
    """Images by position. Writes come with their instant; the past is not rewritten."""

    def __init__(
        self,
        key_schema: list[Json],
        attributes: list[Json],
        global_indexes: list[Json],
        local_indexes: list[Json],
    ) -> None:
        self.schema = KeySchema.of(key_schema, attributes)
        self.size = 0
        self.writes = 0
        self.buckets: dict[tuple[str | None, str, bool], Bucket] = {}
        self._images: dict[bytes, Image] = {}
        # Sorting a million positions takes a second: not before somebody reads in order.
        self._order: Ordered[bytes] | None = None
        self._past = Past()
        self._expiry: Expiry | None = None
        local = [
            Index.of(self.schema, each, attributes, of_its_own=False) for each in local_indexes
        ]
        self._indexes = {index.name: index for index in local}
        self.set_global_indexes(attributes, global_indexes)

    @property
    def count(self) -> int:
        """Items now."""
        return len(self._images)

    @property
    def remembered(self) -> int:
        """Writes of the past that can still be taken back."""
        return len(self._past)

    def get(self, position: bytes) -> Image | None:
        """The item at a position now."""
        return self._images.get(position)

    def write(self, instant: datetime, position: bytes, image: Image | None) -> bool:
        """Store an image, or with None delete; False where that changes nothing.

        Raises ValueError for an instant before the table's latest write.
        """
        before = self._images.get(position)
        if before == image:
            return False
        self._past.note(instant, position, before)
        self._replace(position, before, image)
        return True

    def span(self, span: Span, *, backward: bool = False) -> Iterator[tuple[bytes, Image]]:
        """Positions and images within a span, in order."""
        first, following = span
        positions = self._ordered().between(first, following, backward=backward)
        return ((position, self._images[position]) for position in positions)

    def snapshot(self) -> Snapshot:
        """All items now."""
        return Snapshot(self._images.copy(), self.size)

    def at(self, instant: datetime) -> Snapshot:
        """All items as they were, writes of that very instant included."""
        images, size = self._images.copy(), self.size
        for position, then in self._past.since(instant).items():
            now = images.pop(position, None)
            size -= now.size if now else 0
            if then is not None:
                images[position] = then
                size += then.size
        return Snapshot(images, size)

    def fill(self, snapshot: Snapshot) -> None:
        """Take over a snapshot as the items from the table's first instant on.

        Raises ValueError where there are items already.
        """
        if self._images:
            raise ValueError("only an empty table can be filled")
        self._images = snapshot.held.copy()
        self.size = snapshot.size
        self.writes += snapshot.count

    def index(self, name: str) -> Index | None:
        """A secondary index, up to date; None where there is none of that name."""
        index = self._indexes.get(name)
        if index is not None and not index.built:
            index.build(self._images)
        return index

    @property
    def indexes(self) -> list[Index]:
        """All secondary indexes, built or not."""
        return list(self._indexes.values())

    def set_global_indexes(self, attributes: list[Json], global_indexes: list[Json]) -> None:
        """These are the global indexes from now on; what stays as it was is not built anew."""
        made = [Index.of(self.schema, each, attributes, of_its_own=True) for each in global_indexes]
        local = [index for index in self._indexes.values() if not index.of_its_own]
        self._indexes = {
            index.name: old if (old := self._indexes.get(index.name)) == index else index
            for index in (*made, *local)
        }

    def index_sizes(self) -> dict[str, tuple[int, int]]:
        """Index name -> (items, bytes)."""
        sizes = {}
        for name in self._indexes:
            index = self.index(name)
            sizes[name] = (index.count, index.size) if index else (0, 0)
        return sizes

    def expired(self, attribute: str, before: int) -> list[bytes]:
        """Positions of the items whose number under `attribute` (seconds) is less than `before`."""
        if self._expiry is None or self._expiry.attribute != attribute:
            self._expiry = Expiry(attribute, self._images)
        return self._expiry.due(before)

    def _ordered(self) -> Ordered[bytes]:
        if self._order is None:
            positions = sorted(self._images)
            # In order, so that what is sorted once is quickly sorted again in snapshots of it.
            self._images = {position: self._images[position] for position in positions}
            self._order = Ordered(positions)
        return self._order

    def _replace(self, position: bytes, before: Image | None, image: Image | None) -> None:
        if image is None:
            del self._images[position]
        else:
            self._images[position] = image
        if self._order is not None and before is None:
            self._order.add(position)
        elif self._order is not None and image is None:
            self._order.remove(position)
        self.size += (image.size if image else 0) - (before.size if before else 0)
        self.writes += 1
        followers = [index for index in self._indexes.values() if index.built]
        if followers or self._expiry is not None:
            old, new = before.item() if before else None, image.item() if image else None
            for index in followers:
                index.follow(position, old, new)
            if self._expiry is not None:
                self._expiry.follow(position, old, new)
