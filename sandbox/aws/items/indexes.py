"""Secondary indexes: sparse, projected, made at first use and kept up by every write."""

from collections.abc import Iterator
from typing import NamedTuple

from sandbox.aws.call import Json
from sandbox.aws.items.keys import KeySchema, Span
from sandbox.aws.items.ordered import Ordered
from sandbox.aws.items.values import Image, canonical, normal_item

Place = tuple[bytes, bytes]
"""Where an item stands in the index, and where in its table; the second breaks ties."""


class Entry(NamedTuple):
    """An item as the index holds it."""

    position: bytes
    image: Image


class Index:
    """One global or local secondary index."""

    def __init__(
        self, name: str, schema: KeySchema, *, of_its_own: bool, kept: frozenset[str] | None
    ) -> None:
        """`of_its_own`: a global one, with its own partitions. `kept`: None projects all."""
        self.name = name
        self.schema = schema
        self.of_its_own = of_its_own
        self.kept = kept
        self.count = 0
        self.size = 0
        self._entries: Ordered[Place] | None = None

    @classmethod
    def of(
        cls, table: KeySchema, definition: Json, attributes: list[Json], *, of_its_own: bool
    ) -> "Index":
        """From AWS's definition of it."""
        schema = KeySchema.of(definition["KeySchema"], attributes)
        projection = definition["Projection"]
        kept = None
        if projection.get("ProjectionType", "ALL") != "ALL":
            kept = frozenset({*table.names, *schema.names, *projection.get("NonKeyAttributes", [])})
        return cls(definition["IndexName"], schema, of_its_own=of_its_own, kept=kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Index) and self._definition() == other._definition()

    def __hash__(self) -> int:
        return hash(self._definition())

    @property
    def built(self) -> bool:
        """Has anybody asked for it yet?"""
        return self._entries is not None

    def build(self, images: dict[bytes, Image]) -> None:
        """From all items of the table."""
        entries = []
        for position, image in images.items():
            item = image.item()
            if self.schema.holds(item):
                entries.append((self.schema.position(item), position))
                self.size += self._bytes(item)
        self._entries = Ordered(entries)
        self.count = len(entries)

    def follow(self, position: bytes, old: Json | None, new: Json | None) -> None:
        """An item of the table was written."""
        if self._entries is None:
            raise ValueError(f"{self.name} has not been built")
        if old is not None and self.schema.holds(old):
            self._entries.remove((self.schema.position(old), position))
            self.count -= 1
            self.size -= self._bytes(old)
        if new is not None and self.schema.holds(new):
            self._entries.add((self.schema.position(new), position))
            self.count += 1
            self.size += self._bytes(new)

    def span(
        self, span: Span, *, start: Place | None = None, backward: bool = False
    ) -> Iterator[Place]:
        """Entries within a span; those after `start` where one is given."""
        if self._entries is None:
            raise ValueError(f"{self.name} has not been built")
        first: tuple[bytes, ...] = (span[0],)
        following: tuple[bytes, ...] = (span[1],)
        onward = start is not None and not backward and start >= first
        if start is not None and backward:
            following = min(following, start)
        elif start is not None and onward:
            first = start
        return self._entries.between(first, following, after=onward, backward=backward)

    def projected(self, image: Image) -> Image:
        """What of an item the index holds."""
        if self.kept is None:
            return image
        item = {name: value for name, value in image.item().items() if name in self.kept}
        return Image(canonical(item), normal_item(item)[1])

    def entry(self, image: Image | None) -> Entry | None:
        """The item as the index holds it; None where it does not."""
        if image is None:
            return None
        item = image.item()
        if not self.schema.holds(item):
            return None
        return Entry(self.schema.position(item), self.projected(image))

    def _bytes(self, item: Json) -> int:
        kept = self.kept
        return normal_item(item if kept is None else {n: v for n, v in item.items() if n in kept})[
            1
        ]

    def _definition(self) -> tuple[str, KeySchema, bool, frozenset[str] | None]:
        return self.name, self.schema, self.of_its_own, self.kept
