"""Throughput: who uses more than a table has is refused."""

from sandbox.aws.items.consumed import Consumed
from sandbox.aws.world import Scene


def spend(scene: Scene, consumed: list[Consumed]) -> None:
    """Take the units of a request, or refuse it."""


def affordable(scene: Scene, consumed: Consumed) -> bool:
    """Take the units of one part of a batch, or say no."""
    return True
