"""What was last seen on AWS, for type-ahead, lists and ambiguity; never for a decision."""

from datetime import datetime

from recovery.outcome import Value

CHORE = "chore:inventory:"
"""Begins the id of the chore that reads an account and region; `account/region` follows."""


def chore_of(account: str, region: str) -> str:
    """Id in the due set of the chore that reads this account and region."""
    return f"{CHORE}{account}/{region}"


class TableEntry(Value):
    """One table as last seen.

    Attributes:
        pitr: `on`, `off` or `unknown`.
        earliest, latest: PITR window, UTC, where on.
        status: DynamoDB's TableStatus.
    """

    account: str
    region: str
    name: str
    arn: str
    status: str = "ACTIVE"
    size_bytes: int | None = None
    item_count: int | None = None
    indexes: int = 0
    pitr: str = "unknown"
    earliest: datetime | None = None
    latest: datetime | None = None


class BackupEntry(Value):
    """One native backup as last seen.

    Attributes:
        kind: DynamoDB's BackupType: USER, SYSTEM or AWS_BACKUP.
        status: DynamoDB's BackupStatus.
        reading: The newest reading of all backups there that had it, counted from 1.
    """

    account: str
    region: str
    table: str
    name: str
    arn: str
    kind: str = "USER"
    status: str = "AVAILABLE"
    size_bytes: int | None = None
    created: datetime
    expires: datetime | None = None
    reading: int = 0


class Sighting(Value):
    """When an account and region was last read (domain time), and what went wrong if it failed."""

    account: str
    region: str
    at: datetime | None = None
    problem: str = ""
