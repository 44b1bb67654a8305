"""What was last seen on AWS, for type-ahead, lists and ambiguity; never for a decision."""

from collections.abc import Iterable
from datetime import datetime

from recovery.outcome import Value

CHORE = "chore:inventory:"
"""Begins the id of the chore that reads an account and region; `account/region` follows."""


POINTS = "chore:points:"
"""Begins the id of the chore that reads an account and region's AWS Backup."""
PLANS = "chore:schedules:"
"""Begins the id of the chore that reads what backs up by itself there."""
AWS_BACKUP = "AWS Backup"
"""`Sighting.what` of that chore's readings."""
SCHEDULES = "schedules"
"""`Sighting.what` of the readings of plans and schedules."""
RECOVERY_POINT = "RECOVERY_POINT"
"""`BackupEntry.kind` of what lies in a vault; the others are DynamoDB's BackupTypes."""
MOST_KEPT = 50
"""Backups remembered of one table name in one source."""
MOST_RECENT = 200
"""Backups remembered of one source whatever their table, for lists of all."""
MOST_LIVES = 8
"""Retentions of one table's backups that are told apart."""


def chore_of(account: str, region: str) -> str:
    """Id in the due set of the chore that reads this account and region."""
    return f"{CHORE}{account}/{region}"


def schedules_of(account: str, region: str) -> str:
    """Id in the due set of the chore that reads plans and schedules there."""
    return f"{PLANS}{account}/{region}"


def points_of(account: str, region: str) -> str:
    """Id in the due set of the chore that reads AWS Backup there."""
    return f"{POINTS}{account}/{region}"


class TableEntry(Value):
    """One table as last seen.

    Attributes:
        pitr: `on`, `off` or `unknown`.
        earliest, latest: PITR window, UTC, where on.
        status: DynamoDB's TableStatus.
        policy: Value of its tag `ddbdr:policy`, read from the second look on.
        seen: When table and window were described, domain time.
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
    policy: str = ""
    seen: datetime | None = None


class BackupEntry(Value):
    """One backup as last seen: a native one, or a recovery point in a vault of AWS Backup.

    Attributes:
        account, region: Where it lies; a copy lies elsewhere than its table.
        name: A native backup's; of a recovery point its vault's.
        kind: DynamoDB's BackupType (USER, SYSTEM or AWS_BACKUP), or RECOVERY_POINT.
        status: DynamoDB's BackupStatus, or AWS Backup's of a recovery point.
        created: The instant its data is of; a copy has that of its source (AWS Backup
            developer guide, "recov-point-create-a-copy").
        table_arn: The table it was made of; empty where an endpoint does not tell.
        vault: Empty for native backups.
        storage: WARM or COLD, for recovery points.
        is_copy: Whether it was copied from another vault.
        locked: Whether its vault's lock keeps everybody from deleting it.
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
    table_arn: str = ""
    vault: str = ""
    key_arn: str = ""
    storage: str = ""
    is_copy: bool = False
    locked: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether data could be restored from it, as far as its state tells."""
        return self.status in {"AVAILABLE", "COMPLETED"} and self.storage != "DELETED"

    @property
    def of_table(self) -> str:
        """ARN of its table; a native backup's own ARN begins with it."""
        return self.table_arn or self.arn.partition("/backup/")[0]

    def is_gone(self, now: datetime) -> bool:
        """Whether its time is over: AWS may list it for a while still."""
        return self.expires is not None and self.expires <= now


class Kept(Value):
    """What is remembered of many backups: the newest ones, and how many there are.

    A table that is backed up every hour has 840 recovery points after 35 days.

    Attributes:
        newest: At most `MOST_KEPT`, newest first.
        count: How many there are, those too that are not kept.
        oldest: When the oldest one was made.
    """

    newest: tuple[BackupEntry, ...] = ()
    count: int = 0
    oldest: datetime | None = None

    def adding(
        self, entries: Iterable[BackupEntry], *, most: int = MOST_KEPT, all_unseen: bool = False
    ) -> "Kept":
        """With these too; one that is kept already is replaced.

        Args:
            entries: What was found.
            most: How many are kept.
            all_unseen: None of them was added before and forgotten since, so each counts.
                Without it one older than all that are kept counts as known.
        """
        kept = {entry.arn: entry for entry in self.newest}
        forgotten_since = self.newest[-1].created if self.count > len(self.newest) else None
        count, oldest = self.count, self.oldest
        for entry in entries:
            is_old = forgotten_since is not None and entry.created < forgotten_since
            if is_old and not all_unseen:
                continue
            count += entry.arn not in kept
            kept[entry.arn] = entry
            oldest = entry.created if oldest is None else min(oldest, entry.created)
        newest = newest_first(kept.values())[:most]
        return Kept(newest=newest, count=count, oldest=oldest)


def all_kept(kept: Iterable[Kept]) -> tuple[BackupEntry, ...]:
    """Newest first, each once: a vault lists DynamoDB's backups of AWS Backup too."""
    entries: dict[str, BackupEntry] = {}
    for entry in (entry for one in kept for entry in one.newest):
        if entry.vault or entry.arn not in entries:
            entries[entry.arn] = entry
    return newest_first(entries.values())


class Freshest(Value):
    """The usable backups of one table in one source that matter for what could be lost.

    Of two with the same end the newer one is enough; an older one is kept where it
    outlives the newer: `points` gets older and longer-lived from one to the next.
    """

    points: tuple[BackupEntry, ...] = ()

    def adding(self, entries: Iterable[BackupEntry]) -> "Freshest":
        """With these too; one that is not usable any more is left out."""
        known = {point.arn: point for point in self.points}
        known |= {entry.arn: entry for entry in entries}
        points: list[BackupEntry] = []
        for entry in newest_first(known.values()):
            if entry.is_usable and (not points or _outlives(entry, points[-1])):
                points.append(entry)
        return Freshest(points=tuple(points[:MOST_LIVES]))

    def newest(self, now: datetime) -> BackupEntry | None:
        """The newest one whose time is not over."""
        return next((point for point in self.points if not point.is_gone(now)), None)


def newest_first(entries: Iterable[BackupEntry]) -> tuple[BackupEntry, ...]:
    """By age, those of one instant by ARN."""
    ordered = sorted(entries, key=lambda entry: entry.arn)
    return tuple(sorted(ordered, key=lambda entry: entry.created, reverse=True))


def _outlives(entry: BackupEntry, other: BackupEntry) -> bool:
    if other.expires is None:
        return False
    return entry.expires is None or entry.expires > other.expires


class Source(Value):
    """Where backups are listed: DynamoDB itself, or one vault of AWS Backup.

    Attributes:
        name: `dynamodb`, or `vault:NAME`.
    """

    account: str
    region: str
    name: str = "dynamodb"

    def __str__(self) -> str:
        """`prod/us-east-2/vault:ddbdr`."""
        return f"{self.account}/{self.region}/{self.name}"


class SourceReading(Value):
    """How far a source has been read; a listing may take many runs.

    Attributes:
        read_at: Everything listed up to then is known, but for what was deleted since.
        full_at: When the newest reading of all there is began, of those that ended.
        pages: How many pages that one had.
        new_began, new_next: The reading of what is new that is under way, and its next page.
        all_began, all_next, all_pages: The reading of everything that is under way.
    """

    source: Source
    read_at: datetime | None = None
    full_at: datetime | None = None
    pages: int = 0
    new_began: datetime | None = None
    new_next: str = ""
    all_began: datetime | None = None
    all_next: str = ""
    all_pages: int = 0


class Sighting(Value):
    """When an account and region was last read (domain time), and what went wrong if it failed.

    `what` of it: empty for DynamoDB, else `AWS Backup` or `schedules`.
    """

    account: str
    region: str
    what: str = ""
    at: datetime | None = None
    problem: str = ""


def chore_that_reads(reading: Sighting) -> str:
    """Id in the due set of the chore that made this reading."""
    make = {AWS_BACKUP: points_of, SCHEDULES: schedules_of}.get(reading.what, chore_of)
    return make(reading.account, reading.region)
