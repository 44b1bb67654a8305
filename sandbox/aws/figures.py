"""ItemCount and sizes as AWS tells them: as they were at the last refresh.

"DynamoDB updates this value approximately every six hours. Recent changes might
not be reflected in this value" (TableDescription, GlobalSecondaryIndexDescription).
A new or a restored table shows nothing before its first refresh, which comes one
period after it became ACTIVE.
"""

from datetime import datetime, timedelta

from sandbox.aws.items.store import ItemStore
from sandbox.aws.table import Figures, Table


def due_refresh(table: Table, now: datetime, period: timedelta) -> datetime | None:
    """The moment of the latest refresh that has not been taken; None where all have."""
    last = table.figures_at or table.ready_at
    if now - last < period or table.gone_at is not None:
        return None
    return last + period * ((now - last) // period) if period else now


def refresh(store: ItemStore, table: Table, moment: datetime) -> None:
    """Take the figures as of a moment since which nothing has been written."""
    indexed = table.definition.global_indexes or table.definition.local_indexes
    sizes = store.index_sizes(table.name) if indexed else {}
    table.figures = Figures(table.items.count, table.items.size, sizes)
    table.figures_at = moment
