"""The inventory of AWS Backup in one account and region: every vault's recovery points of tables.

Copies of tables of other regions and accounts lie here too: whose they are, their ARN tells.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from recovery.config import Config
from recovery.inventory import AWS_BACKUP, RECOVERY_POINT, BackupEntry, Source
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import RecoveryPoint, Vault
from workers.aws.door import Aws
from workers.aws.errors import AwsError, NotFound, NotSupported, Paced, Rejected
from workers.chores.listing import Listing, Progress
from workers.engine import Engine

EVERY = timedelta(minutes=5)
SOON = timedelta(seconds=3)
"""Until the next run where something is left to read."""
MOST_SECONDS = 2.5
"""For one run: a worker at this is not there for people, nor for the other chores."""
OVERLAP = timedelta(hours=8)
"""A copy is listed by its source's date, when it is there: after the backup's start window, 8
hours unless a rule says otherwise, it still waits for its turn."""
VAULT = "vault:"


def take_points(engine: Engine, account: str, region: str) -> datetime:
    """Read what is there; returns when to look again."""
    backup, now = engine.aws.backup(account, region), engine.clock.now()
    sightings = engine.ledger.sightings
    try:
        progress = _read_vaults(engine, backup, account, region)
    except Paced as paced:
        return now + max(SOON, timedelta(seconds=paced.seconds))
    except NotSupported:
        return now + EVERY
    except AwsError as error:
        problem = f"{error.operation}: {error.code}"
        sightings.failed(account, region, problem, what=AWS_BACKUP)
        engine.log.warning("AWS Backup unread", account=account, region=region, error=str(error))
        return now + EVERY
    if progress.is_current:
        sightings.succeeded(account, region, at=now, what=AWS_BACKUP)
    return now + (EVERY if progress.is_done else SOON)


def _read_vaults(engine: Engine, backup: AwsBackup, account: str, region: str) -> Progress:
    """Every vault as far as time allows."""
    until = engine.wall() + MOST_SECONDS
    vaults = list(_vaults(backup))
    _forget_gone(engine, account, region, {vault.name for vault in vaults})
    whole = Progress(is_current=True, is_done=True)
    for vault in vaults:
        source = Source(account=account, region=region, name=VAULT + vault.name)
        listing = Listing(
            engine=engine,
            source=source,
            page=_Pages(backup, vault, source, engine.clock.now()),
            overlap=OVERLAP,
            until=until,
        )
        try:
            progress = listing.read()
        except NotFound:
            continue  # deleted since it was listed: the next run forgets it
        except Rejected:
            listing.begin_again()
            raise
        whole = Progress(
            is_current=whole.is_current and progress.is_current,
            is_done=whole.is_done and progress.is_done,
        )
    return whole


class _Pages:
    """How one vault is listed."""

    def __init__(self, backup: AwsBackup, vault: Vault, source: Source, now: datetime) -> None:
        self._backup = backup
        self._now = now
        self._vault = vault
        self._source = source

    def __call__(
        self, since: datetime | None, start_after: str
    ) -> tuple[Sequence[BackupEntry], str]:
        points, following = self._backup.recovery_points(
            vault=self._vault.name, since=since, start_after=start_after
        )
        return [_entry(point, self._vault, self._source, self._now) for point in points], following


def _vaults(backup: AwsBackup) -> Iterator[Vault]:
    following = ""
    while True:
        page, following = backup.vaults(start_after=following)
        yield from page
        if not following:
            return


def _forget_gone(engine: Engine, account: str, region: str, there: set[str]) -> None:
    for reading in engine.ledger.sightings.source_readings():
        source = reading.source
        vault = source.name.removeprefix(VAULT)
        if (source.account, source.region) != (account, region) or vault == source.name:
            continue
        if vault not in there:
            engine.ledger.sightings.forget_source(source)


def _entry(point: RecoveryPoint, vault: Vault, source: Source, now: datetime) -> BackupEntry:
    return BackupEntry(
        account=source.account,
        region=source.region,
        table=point.resource_arn.rpartition("/")[2],
        name=vault.name,
        arn=point.arn,
        kind=RECOVERY_POINT,
        status=point.status,
        size_bytes=point.size_bytes,
        created=point.created,
        expires=point.delete_at,
        table_arn=point.resource_arn,
        vault=vault.name,
        key_arn=point.key_arn or vault.key_arn,
        storage=point.storage or ("COLD" if _is_cold(point, now) else ""),
        is_copy=bool(point.source_vault_arn),
        locked=vault.locked,
    )


def _is_cold(point: RecoveryPoint, now: datetime) -> bool:
    """A list does not tell the storage class, but when the lifecycle changes it."""
    days = point.lifecycle.cold_after_days
    return days is not None and point.created + timedelta(days=days) <= now


def newest_in_dr(aws: Aws, config: Config, account: str, table_arn: str) -> BackupEntry | None:
    """The newest usable recovery point of a table in its account's DR region, asked of AWS now.

    Args:
        aws: The door.
        config: Accounts and their vaults.
        account: The name of the account in whose DR region to look.
        table_arn: The table's; its recovery points bear it wherever they lie.

    Returns:
        None where there is none. Its `created` is the instant that its data is of, so what
        could be lost is now minus that.

    Raises:
        AwsError, Paced: It could not be told.
    """
    region = config.account(account).dr_region
    backup = aws.backup(account, region)
    named = config.account(account).vault
    vaults = [backup.describe_vault(named)] if named else list(_vaults(backup))
    newest: BackupEntry | None = None
    for vault in vaults:
        source = Source(account=account, region=region, name=VAULT + vault.name)
        following = ""
        while True:
            points, following = backup.recovery_points(
                vault=vault.name, table_arn=table_arn, start_after=following
            )
            entries = [_entry(point, vault, source, point.created) for point in points]
            newest = max(
                (one for one in [*entries, newest] if one is not None and one.is_usable),
                key=lambda one: one.created,
                default=None,
            )
            if not following:
                break
    return newest
