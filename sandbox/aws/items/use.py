"""The index a request names, there to be used."""

from sandbox.aws.items.indexes import Index
from sandbox.aws.items.values import invalid
from sandbox.aws.table import Table
from sandbox.aws.world import Scene


def readable_index(scene: Scene, table: Table, name: str) -> Index:
    """The index; refused where there is none, or while it is being filled."""
    index = table.items.index(name)
    if index is None:
        raise invalid(f"The table does not have the specified index: {name}")
    if not table.index_ready(name, scene.now):
        raise invalid(f"Cannot read from backfilling global secondary index: {name}")
    return index
