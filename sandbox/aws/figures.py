"""ItemCount and sizes as AWS tells them: as they were at the last refresh.

"DynamoDB updates this value approximately every six hours. Recent changes might
not be reflected in this value" (TableDescription, GlobalSecondaryIndexDescription).
A new or a restored table shows nothing before its first refresh, which comes one
period after it became ACTIVE.
"""

from datetime import datetime, timedelta

from sandbox.aws.items.store import ItemStore
from sandbox.aws.table import Figures, Table


def refresh(store: ItemStore, table: Table, now: datetime, period: timedelta) -> None:
    """Take the figures if a refresh is due.

    Called before every action in the region, so that what is there now is what
    was there at the moment of the refresh.
    """
    last = table.figures_at or table.ready_at
    if now - last < period or table.gone_at is not None:
        return
    table.figures = figures_now(store, table)
    table.figures_at = last + period * ((now - last) // period) if period else now


def figures_now(store: ItemStore, table: Table) -> Figures:
    """What the table and its indexes hold, exactly."""
    indexed = table.definition.global_indexes or table.definition.local_indexes
    sizes = store.index_sizes(table.name) if indexed else {}
    return Figures(table.items.count, table.items.size, sizes)
