"""ItemCollectionMetrics: how large a partition of a table with local indexes has become."""

from collections import defaultdict

from sandbox.aws.call import Json
from sandbox.aws.items.keys import after_prefix, hash_of
from sandbox.aws.items.values import Image, canonical
from sandbox.aws.table import Table

GIGABYTE = 2**30


class Collections:
    """The item collections that one request wrote to, by table, if it asks for them."""

    def __init__(self, payload: Json) -> None:
        self._wanted = payload.get("ReturnItemCollectionMetrics") == "SIZE"
        self._by_table: dict[str, list[Json]] = defaultdict(list)

    def note(self, table: Table, *images: Image | None) -> None:
        """An item was written, to one of these from the other; nothing without a local index."""
        image = next((each for each in images if each), None)
        local = any(not index.of_its_own for index in table.items.indexes)
        if self._wanted and local and image is not None:
            self._by_table[table.name].append(_metrics(table, image.item()))

    def one(self) -> bytes | None:
        """Of a request that writes one item."""
        return next((canonical(each[0]) for each in self._by_table.values()), None)

    def all(self) -> bytes | None:
        """Table -> its collections."""
        return canonical(dict(self._by_table)) if self._by_table else None


def _metrics(table: Table, item: Json) -> Json:
    key = table.items.schema.partition.name
    place = hash_of(item[key])
    size = sum(image.size for _, image in table.items.span((place, after_prefix(place))))
    lower = size // GIGABYTE
    return {"ItemCollectionKey": {key: item[key]}, "SizeEstimateRangeGB": [lower, lower + 1]}
