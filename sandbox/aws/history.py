"""What a table held at any instant: every version of every item.

DynamoDB restores to a second; so the sandbox keeps, per key, the list of
(instant, image) that writes left behind, and reads the past out of it.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import NamedTuple


class Image(NamedTuple):
    """One item: its DynamoDB JSON as canonical text (immutable), and its size in bytes."""

    text: str
    size: int


class Version(NamedTuple):
    """What a key held from `instant` on; None after a delete."""

    instant: datetime
    image: Image | None


class VersionLog:
    """key -> versions, oldest first, with running totals of what is there now."""

    def __init__(self) -> None:
        self._versions: dict[Hashable, list[Version]] = {}
        self.count = 0
        self.size = 0
        self.writes = 0

    def record(self, key: Hashable, instant: datetime, image: Image | None) -> None:
        """Note that `key` holds `image` from `instant` on; an unchanged image adds nothing.

        Raises ValueError for an instant before the key's latest version: the
        past is not rewritten.
        """
        before = self.current(key)
        if before == image:
            return
        versions = self._versions.setdefault(key, [])
        if versions and instant < versions[-1].instant:
            raise ValueError(f"{instant} is before this item's latest version")
        versions.append(Version(instant, image))
        self.count += (image is not None) - (before is not None)
        self.size += (image.size if image else 0) - (before.size if before else 0)
        self.writes += 1

    def current(self, key: Hashable) -> Image | None:
        """What `key` holds now."""
        versions = self._versions.get(key)
        return versions[-1].image if versions else None

    def keys(self) -> list[Hashable]:
        """Every key that holds an item now."""
        return [key for key in self._versions if self.current(key) is not None]

    def at(self, instant: datetime) -> Iterator[Image]:
        """The items as they were at `instant`, writes of that very instant included."""
        for versions in self._versions.values():
            image = _at(versions, instant)
            if image is not None:
                yield image


def _at(versions: list[Version], instant: datetime) -> Image | None:
    following = bisect_right(versions, instant, key=lambda version: version.instant)
    return versions[following - 1].image if following else None
