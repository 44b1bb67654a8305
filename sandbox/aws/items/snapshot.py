"""The items of a table at one instant, as backups keep them and restores take them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.aws.items.values import Image


@dataclass(frozen=True)
class Snapshot:
    """Position -> image, never changed; images are shared with the table, not copied."""

    held: dict[bytes, Image]
    size: int

    @property
    def count(self) -> int:
        """How many items."""
        return len(self.held)

    def images(self) -> Iterator[Image]:
        """In the order of a Scan."""
        return (self.held[position] for position in sorted(self.held))
