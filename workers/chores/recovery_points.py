"""The inventory of AWS Backup in one account and region: every vault's recovery points of tables.

Copies of tables of other regions and accounts lie here too: whose they are, their ARN tells.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from recovery.inventory import AWS_BACKUP, BackupEntry, Source
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import Vault
from workers.aws.errors import AwsError, NotFound, NotSupported, Paced, Rejected, Unreachable
from workers.chores.listing import Listing, Progress
from workers.engine import Engine
from workers.recovery_points import VAULT, all_vaults, entry_of

EVERY = timedelta(minutes=5)
SOON = timedelta(seconds=3)
"""Until the next run where something is left to read."""
MOST_SECONDS = 2.5
"""For one run: a worker at this is not there for people, nor for the other chores."""
OVERLAP = timedelta(hours=8)
"""A copy is listed by its source's date, when it is there: after the backup's start window, 8
hours unless a rule says otherwise, it still waits for its turn."""


def take_points(engine: Engine, account: str, region: str) -> datetime:
    """Read what is there; returns when to look again.

    Raises:
        Unreachable: AWS gave no answer.
    """
    backup, now = engine.aws.backup(account, region), engine.clock.now()
    sightings = engine.ledger.sightings
    try:
        progress = _read_vaults(engine, backup, account, region)
    except Paced as paced:
        return now + max(SOON, timedelta(seconds=paced.seconds))
    except NotSupported:
        return now + EVERY
    except AwsError as error:
        sightings.failed(account, region, error.sentence, what=AWS_BACKUP)
        engine.log.warning("AWS Backup unread", account=account, region=region, error=str(error))
        if isinstance(error, Unreachable):
            raise
        return now + EVERY
    if progress.is_current:
        sightings.succeeded(account, region, at=now, what=AWS_BACKUP)
    return now + (EVERY if progress.is_done else SOON)


def _read_vaults(engine: Engine, backup: AwsBackup, account: str, region: str) -> Progress:
    """Every vault as far as time allows."""
    until = engine.wall() + MOST_SECONDS
    vaults = list(all_vaults(backup))
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
        entries = [entry_of(point, self._vault, self._source, self._now) for point in points]
        return entries, following


def _forget_gone(engine: Engine, account: str, region: str, there: set[str]) -> None:
    for reading in engine.ledger.sightings.source_readings():
        source = reading.source
        vault = source.name.removeprefix(VAULT)
        if (source.account, source.region) != (account, region) or vault == source.name:
            continue
        if vault not in there:
            engine.ledger.sightings.forget_source(source)
