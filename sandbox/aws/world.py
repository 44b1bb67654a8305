"""Everything the sandbox's DynamoDB holds: tables and backups per account and region."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.aws.agenda import Agenda
from sandbox.aws.aws_backup.holdings import Holdings
from sandbox.aws.backup import Backup, take_backup
from sandbox.aws.call import AwsError
from sandbox.aws.expirations import expire
from sandbox.aws.figures import due_refresh, refresh
from sandbox.aws.happening import Happening, VaultNotification
from sandbox.aws.items.done import Done
from sandbox.aws.items.store import ItemStore
from sandbox.aws.profile import Profile
from sandbox.aws.stream import Stream
from sandbox.aws.table import Table
from sandbox.clock import SandboxClock

IN_USE = "Attempt to change a resource which is still in use: "


@dataclass
class Region:
    """One account's DynamoDB in one region."""

    account: str
    name: str
    store: ItemStore
    tables: dict[str, Table] = field(default_factory=dict)
    backups: dict[str, Backup] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    transactions: dict[str, Done] = field(default_factory=dict)

    def settle(self, now: datetime, profile: Profile) -> None:
        """Do what was due by now, before anything else happens in the region.

        Items expire, figures are refreshed, tables without a key are archived;
        tables, backups and streams whose time is over are let go of.
        """
        fresh = now - timedelta(seconds=profile.figures_seconds)
        for table in list(self.tables.values()):
            if not table.rests(fresh):  # there may be thousands, at every call
                self._look_after(table, now, profile)
        for backup in list(self.backups.values()):
            if backup.expires_at is not None and now >= backup.expires_at:
                del self.backups[backup.arn]
        for arn in [arn for arn, stream in self.streams.items() if stream.gone(now)]:
            del self.streams[arn]

    def _look_after(self, table: Table, now: datetime, profile: Profile) -> None:
        if table.gone_at is not None and now >= table.gone_at:
            del self.tables[table.name]
            self.store.drop(table.name)
            return
        self._archive(table, now)
        moment = due_refresh(table, now, timedelta(seconds=profile.figures_seconds))
        delay = timedelta(seconds=profile.ttl_delete_seconds)
        if moment is not None:
            expire(table, moment, delay)
            refresh(self.store, table, moment)
        expire(table, now, delay)

    def _archive(self, table: Table, now: datetime) -> None:
        """A table without its key for a week leaves a backup: "an On-Demand backup was created"."""
        loss = table.key_loss
        if loss is None or table.archive_arn is not None or loss.status(now) != "ARCHIVED":
            return
        backup = take_backup(
            table,
            name=f"{table.name}-archived",
            kind="USER",
            now=loss.archived_at,
            ready_at=loss.archived_at,
        )
        self.backups[backup.arn] = backup
        table.archive_arn = backup.arn


class World:
    """All regions of all accounts, on one clock. Not safe for threads: callers hold a lock."""

    def __init__(self, clock: SandboxClock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.agenda = Agenda()
        self.aws_backup = Holdings(clock.now(), lambda: self.profile)
        self._regions: dict[tuple[str, str], Region] = {}
        self.region_is_out: Callable[[str], bool] = lambda _: False
        self.tell: Callable[[Happening], None] = lambda _: None
        self.notify: Callable[[VaultNotification], None] = lambda _: None

    def region(self, account: str, name: str) -> Region:
        """The region, settled to the present."""
        region = self._regions.get((account, name))
        if region is None:
            region = Region(account, name, ItemStore())
            self._regions[account, name] = region
        region.settle(self.clock.now(), self.profile)
        return region

    def source_region(self, account: str, name: str) -> Region:
        """The region a restore's source is in; InternalServerError while that region is out.

        What AWS answers then is not documented; that it cannot be done is the cautious reading.
        """
        if self.region_is_out(name):
            raise AwsError("InternalServerError", f"{name} could not be reached", 500)
        return self.region(account, name)

    def tables(self) -> list[Table]:
        """Every table of every account and region."""
        return [table for region in self._regions.values() for table in region.tables.values()]

    def account_regions(self, account: str) -> list[Region]:
        """Every region in which the account has been seen."""
        return [region for (owner, _), region in self._regions.items() if owner == account]

    def empty(self) -> bool:
        """Is there no table and no backup anywhere, and was there no job of AWS Backup?"""
        kept = any(region.tables or region.backups for region in self._regions.values())
        return not kept and self.aws_backup.empty()

    def stamp(self, instant: datetime) -> float:
        """Seconds since 1970 as DynamoDB's JSON has them, to the millisecond."""
        seconds = instant.timestamp()
        return int(seconds) if self.profile.whole_seconds else round(seconds, 3)

    def after(self, seconds: float) -> datetime:
        """The domain instant so many seconds from now."""
        return self.clock.now() + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Scene:
    """Where an action plays: the world, the caller's account and region, the instant."""

    world: World
    region: Region
    now: datetime

    def find(self, name_or_arn: str) -> Table | None:
        """The table under a name, or under an ARN of this account and region."""
        here = self.region.account, self.region.name
        if name_or_arn.startswith("arn:") and arn_place(name_or_arn) != here:
            return None
        return self.region.tables.get(bare_name(name_or_arn))

    def table(self, name_or_arn: str) -> Table:
        """The table; ResourceNotFoundException where there is none."""
        table = self.find(name_or_arn)
        if table is None:
            raise AwsError(
                "ResourceNotFoundException",
                f"Requested resource not found: Table: {bare_name(name_or_arn)} not found",
            )
        return table

    def settled(self, name_or_arn: str) -> Table:
        """The table, ACTIVE; a change to any other is refused with ResourceInUseException."""
        table = self.table(name_or_arn)
        status = table.status(self.now)
        if status != "ACTIVE":
            doing = _DOING.get(status, f"in status {status}")
            raise AwsError("ResourceInUseException", f"{IN_USE}Table is {doing}: {table.name}")
        return table

    def stable(self, name_or_arn: str) -> Table:
        """The table, ACTIVE or UPDATING: what tags, TTL and the like may be put on."""
        table = self.table(name_or_arn)
        if table.status(self.now) == "UPDATING":
            return table
        return self.settled(name_or_arn)

    def readable(self, name_or_arn: str) -> Table:
        """The table, its items there to be read and written.

        ResourceNotFoundException while it is being created, also by a restore,
        and once it is archived; ValidationException without its KMS key.
        """
        table = self.find(name_or_arn)
        if table is None or table.status(self.now) in {"CREATING", "ARCHIVED"}:
            raise AwsError("ResourceNotFoundException", "Requested resource not found")
        if table.key_loss is not None and table.key_loss.refuses(self.now):
            raise AwsError("ValidationException", table.key_loss.problem)
        return table


_DOING = {"CREATING": "being created", "UPDATING": "being updated", "DELETING": "being deleted"}


def bare_name(name_or_arn: str) -> str:
    """`orders` for `orders` and for `arn:aws:dynamodb:…:table/orders`."""
    if name_or_arn.startswith("arn:"):
        return name_or_arn.partition(":table/")[2].partition("/")[0]
    return name_or_arn


def arn_place(arn: str) -> tuple[str, str]:
    """(account, region) of a DynamoDB ARN; ValidationException for anything else."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] != "dynamodb" or not parts[5].startswith("table/"):  # noqa: PLR2004
        raise AwsError("ValidationException", f"Invalid Amazon Resource Name: {arn}")
    return parts[4], parts[3]
