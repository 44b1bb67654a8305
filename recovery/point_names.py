"""What recovery points are called: as `backups` shows them, so can they be typed."""

from collections.abc import Iterable

from recovery.inventory import BackupEntry
from recovery.references import TableReference

SHOWN_LETTERS = 8
"""Of a recovery point's id, as many are shown, and at least as many have to be typed."""


def shown_id(arn: str) -> str:
    """The beginning of the id that ends an ARN: enough to tell one from another."""
    return point_id(arn)[:SHOWN_LETTERS]


def shown_name(entry: BackupEntry) -> str:
    """`nightly`, or of a recovery point its vault and the beginning of its id."""
    return f"{entry.vault} {shown_id(entry.arn)}" if entry.vault else entry.name


def points_called(
    typed: str, table: TableReference, entries: Iterable[BackupEntry]
) -> tuple[BackupEntry, ...]:
    """Recovery points of a table that `ID` or `VAULT ID` may mean; an id's beginning is enough."""
    vault, _, beginning = typed.rpartition(" ")
    if len(beginning) < SHOWN_LETTERS:
        return ()
    return tuple(
        entry
        for entry in entries
        if entry.vault
        and vault in {"", entry.vault}
        and point_id(entry.arn).startswith(beginning)
        and _may_be_of(entry, table)
    )


def _may_be_of(entry: BackupEntry, table: TableReference) -> bool:
    """A region may be the table's or, for a copy, where it lies."""
    regions = {None, "", entry.region, *entry.of_table.split(":")[3:4]}
    return (
        entry.table == table.name
        and table.account in {None, "", entry.account}
        and table.region in regions
    )


def point_id(arn: str) -> str:
    """The id that ends an ARN."""
    return arn.replace("/", ":").rpartition(":")[2]
