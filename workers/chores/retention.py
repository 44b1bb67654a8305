"""Native backups that schedules of ours made are deleted when their time is over.

DynamoDB keeps an on-demand backup until somebody deletes it. A schedule of `protect` writes
into each one's name how long it is kept; nothing without such a name is ever touched, nor is
the newest backup of a table, however old it is.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from recovery.aws_events import key_of
from recovery.durations import duration_text
from recovery.errors import ClaimLost
from recovery.instants import iso
from recovery.ledger.port_news import Hearing
from recovery.names import keep_of_backup
from recovery.outcome import Notice
from workers.aws.door import Aws, DynamoDb
from workers.aws.errors import AwsError, Busy, Denied, NotFound, NotSupported, Paced, Uncertain
from workers.aws.models import Backup, BackupPage
from workers.engine import Engine
from workers.kinds.delete_checks import readers

EVERY = timedelta(hours=1)
SOON = timedelta(seconds=10)
"""Until the next run where there is more to list or to delete."""
MOST_SECONDS = 4.0
"""Wall seconds of one run: a worker at this is not there for people."""
SESSION = "ddbdr-retention"
"""What CloudTrail shows as who deleted it."""
MOST_PAGES = 5
"""Pages of one table's backups that are read to find one that is newer."""
_NEXT = "next"


def keep_no_longer(engine: Engine, chore: str, place: str) -> datetime:
    """Delete what is past its time in `account/region`; returns when to look again."""
    account, _, region = place.partition("/")
    run = _Run(engine, chore, account, region)
    now = engine.clock.now()
    try:
        is_complete = run.over_all_pages()
    except NotSupported:
        is_complete = True
    except (Paced, ClaimLost):
        is_complete = False
    except AwsError as error:
        engine.log.warning("retention failed", place=place, error=str(error))
        is_complete = True
    run.tell()
    return now + (EVERY if is_complete else SOON)


class _Run:
    """One run over an account and region: as many pages as its time allows."""

    def __init__(self, engine: Engine, chore: str, account: str, region: str) -> None:
        self._engine = engine
        self._chore = chore
        self._account = account
        self._region = region
        self._dynamodb = self._door(engine.aws).dynamodb(account, region)
        self._in_use = readers(engine.ledger.jobs)
        self._newer: dict[str, datetime] = {}
        self._deleted: list[Backup] = []

    def over_all_pages(self) -> bool:
        """Go on where the last run stopped; whether the end was reached."""
        until = self._engine.wall() + MOST_SECONDS
        following = self._remembered()
        while self._engine.wall() < until:
            page = self._dynamodb.list_backups(start_after=following)
            for backup in page.backups:
                if self._is_over(backup) and self._has_newer(backup):
                    self._delete(backup)
            following = page.next_arn
            self._remember(following)
            if not following:
                return True
        return False

    def tell(self) -> None:
        """One piece of news for each table; AWS's own events of the deletions are the same."""
        for table in dict.fromkeys(one.table for one in self._deleted):
            self._tell(self._notice([one for one in self._deleted if one.table == table]))

    def _door(self, aws: Aws) -> Aws:
        """Deletions need this chore's claim for as long as they may take."""

        def guard(seconds: float) -> None:
            engine = self._engine
            if engine.ledger.due.left(self._chore, engine.executor, wall=engine.wall()) < seconds:
                raise ClaimLost(f"{self._chore} has no time left")

        return aws.acting_for(SESSION, guard)

    def _is_over(self, backup: Backup) -> bool:
        keep = keep_of_backup(backup.name)
        if keep is None or backup.kind not in {"USER", ""} or backup.status != "AVAILABLE":
            return False
        is_past = backup.created + keep <= self._engine.clock.now()
        return is_past and backup.arn not in self._in_use

    def _has_newer(self, backup: Backup) -> bool:
        """Whether the table has a newer backup that could be restored."""
        newer = self._newer.get(backup.table_arn or backup.table)
        if newer is None or newer <= backup.created:
            newer = _newest_since(self._dynamodb, backup)
            self._newer[backup.table_arn or backup.table] = newer
        return newer > backup.created

    def _delete(self, backup: Backup) -> None:
        try:
            self._dynamodb.delete_backup(backup.arn)
        except (Busy, NotFound, Uncertain):
            return  # the next round sees whether it is there still
        except Denied:
            self._tell(self._denied(backup))
            raise
        self._deleted.append(backup)

    def _tell(self, notice: Notice) -> None:
        engine = self._engine
        heard = Hearing(key=notice.key, notices=(notice,))
        engine.ledger.news.hear(heard, now=engine.clock.now(), wall=engine.wall())

    def _denied(self, backup: Backup) -> Notice:
        """Told once a day: backups that nobody deletes are paid for month after month."""
        today = self._engine.clock.now().date().isoformat()
        return Notice(
            name="RetentionDenied",
            key=f"retention-denied:{self._account}/{self._region}:{today}",
            table=backup.table,
            account=self._account,
            region=self._region,
            detail=(("", f"{backup.name} is past its time; allow `dynamodb:DeleteBackup` there"),),
            urgent=True,
        )

    def _notice(self, deleted: Sequence[Backup]) -> Notice:
        last = max(deleted, key=lambda one: one.created)
        account_id = self._engine.config.account(self._account).id
        keep = keep_of_backup(last.name)
        noun = "backup" if len(deleted) == 1 else "backups"
        kept = f" past {duration_text(keep)}" if keep else ""
        where = f"{self._account}/{self._region}/{last.table}"
        return Notice(
            name="BackupsExpired",
            key=f"retention:{last.arn}",
            also=tuple(key_of("recovery-point", account_id, one.arn, "DELETED") for one in deleted),
            table=last.table,
            account=self._account,
            region=self._region,
            detail=(
                ("", f"{len(deleted)} scheduled {noun}{kept} deleted"),
                ("the newest of them of", iso(last.created)),
            ),
            offers=(("Backups left", f"backups {where}"),),
        )

    def _remembered(self) -> str:
        rates = self._engine.ledger.rates
        return rates.statuses(self._chore, [_NEXT]).get(_NEXT, "")

    def _remember(self, following: str) -> None:
        rates = self._engine.ledger.rates
        rates.store_statuses(self._chore, {_NEXT: following}, wall=self._engine.wall())


def _newest_since(dynamodb: DynamoDb, backup: Backup) -> datetime:
    """Of the table's usable backups, one made after this one, or this one's own instant."""
    page = BackupPage(backups=())
    for _ in range(MOST_PAGES):
        page = dynamodb.list_backups(
            table=backup.table, since=backup.created, start_after=page.next_arn
        )
        newer = [one.created for one in page.backups if _outlives(one, backup)]
        if newer or not page.next_arn:
            return max(newer, default=backup.created)
    return backup.created


def _outlives(one: Backup, backup: Backup) -> bool:
    """A backup of AWS's own, or of AWS Backup, is no reason to delete the last of ours."""
    is_ours = one.kind in {"USER", ""} and one.table_arn == backup.table_arn
    return is_ours and one.status == "AVAILABLE" and one.created > backup.created
