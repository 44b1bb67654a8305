"""A sorted list that is cheap to change; the one module that knows sortedcontainers."""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from sortedcontainers import SortedList

T = TypeVar("T")


class Ordered(Generic[T]):
    """Values that compare with each other, in order, each as often as it was added."""

    def __init__(self, values: Iterable[T]) -> None:
        # It ships no types.
        self._values: Any = SortedList(values)  # type: ignore[no-untyped-call]

    def __len__(self) -> int:
        return len(self._values)

    def add(self, value: T) -> None:
        """One more."""
        self._values.add(value)

    def remove(self, value: T) -> None:
        """One less; ValueError where it is not there."""
        self._values.remove(value)

    def between(
        self, first: object, following: object, *, after: bool = False, backward: bool = False
    ) -> Iterator[T]:
        """From `first` (None: the beginning; `after`: without itself) up to before `following`."""
        found: Iterator[T] = self._values.irange(
            first, following, inclusive=(not after, False), reverse=backward
        )
        return found
