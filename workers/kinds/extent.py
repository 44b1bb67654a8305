"""How much a restore copies, from figures that AWS refreshes about every six hours.

A table that was just restored says 0 of itself until its first refresh, so its
size is taken from what it was restored from.
"""

from recovery.figures import gigabytes
from recovery.plan import Extent
from workers.aws.models import BackupDetail, Table

UNKNOWN = "unknown so far (AWS counts every six hours)"


def extent_of_table(table: Table, *, without_indexes: bool = False) -> Extent:
    """A living table's, whatever the instant that is restored: AWS tells no other."""
    return Extent(
        size_bytes=table.size_bytes,
        items=table.item_count,
        charged_bytes=charged_bytes(table, without_indexes=without_indexes),
        is_about=True,
    )


def extent_of_backup(
    detail: BackupDetail, living: Table | None = None, *, without_indexes: bool = False
) -> Extent:
    """A backup's own; its global indexes are as large as those of the living table, if at all.

    AWS does not tell how large a backup's indexes will be.
    """
    table = detail.table
    size = detail.backup.size_bytes or (table.size_bytes if table else None)
    items = table.item_count if table else None
    has_indexes = table is not None and table.global_indexes and not without_indexes
    index_bytes = (living.index_bytes if living and has_indexes else None) or 0
    charged = None if size is None else size + index_bytes
    return Extent(size_bytes=size, items=items, charged_bytes=charged)


def charged_bytes(table: Table, *, without_indexes: bool = False) -> int | None:
    """What AWS charges a restore by: the table with its local indexes, and global ones."""
    if table.size_bytes is None:
        return None
    return table.size_bytes + (0 if without_indexes else table.index_bytes or 0)


def size_text(extent: Extent, *, indexes: int = 0) -> str:
    """The size, and what AWS may bill for it: global indexes are restored and charged too."""
    if extent.size_bytes is None:
        return UNKNOWN
    text = gigabytes(extent.size_bytes)
    if extent.charged_bytes not in {None, extent.size_bytes}:
        text += f", with its indexes up to {gigabytes(extent.charged_bytes or 0)}"
    elif indexes and not extent.is_about:
        text += f", and {indexes} {'index' if indexes == 1 else 'indexes'} AWS tells no size of"
    return f"about {text} (AWS counts every six hours)" if extent.is_about else text


def counted(items: int) -> str:
    """`1,000 items`."""
    return f"{items:,} {'item' if items == 1 else 'items'}"
