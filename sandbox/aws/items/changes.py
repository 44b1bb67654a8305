"""One effective change of an item: the present, the past, the indexes and the stream."""

from collections.abc import Callable
from datetime import datetime

from sandbox.aws.call import Json
from sandbox.aws.items.values import Image
from sandbox.aws.table import Table

Changed = Callable[[datetime, Json | None, Json | None], None]
"""As `Table.changed`: the instant, what the item was and what it is."""


def put(table: Table, instant: datetime, image: Image) -> None:
    """Store an item under its own key."""
    apply(table, instant, table.items.schema.position(image.item()), image)


def delete(
    table: Table, instant: datetime, position: bytes, *, changed: Changed | None = None
) -> None:
    """Delete what stands at a position; `changed` is told instead of the table, if given."""
    apply(table, instant, position, None, changed=changed)


def apply(
    table: Table,
    instant: datetime,
    position: bytes,
    image: Image | None,
    *,
    changed: Changed | None = None,
) -> None:
    """Store an image, or with None delete; what changes nothing tells nobody.

    Raises ValueError for an instant before the table's latest write.
    """
    before = table.items.get(position)
    if not table.items.write(instant, position, image):
        return
    tell = changed or table.changed
    tell(instant, before.item() if before else None, image.item() if image else None)
