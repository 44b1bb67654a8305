"""Native backups that schedules of ours made are deleted when their time is over.

DynamoDB keeps an on-demand backup until somebody deletes it. A schedule of `protect` writes
into each one's name how long it is kept; nothing without such a name is ever touched, nor is
the newest backup of a table, however old it is. A table that was deleted and made again under
its name is another one.

One pass over ListBackups is enough, in whatever order it lists: of two backups of a table the
older one may go, and the newer one is what the next is compared with. So one a table is kept
in mind, over the many runs that a pass may take; one that an earlier run has seen is asked
for again before another is deleted because of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from recovery.aws_events import key_of
from recovery.errors import ClaimLost
from recovery.figures import span
from recovery.instants import iso
from recovery.ledger.port_news import Hearing
from recovery.names import keep_of_backup
from recovery.outcome import Notice
from workers.aws.door import Aws
from workers.aws.errors import (
    AwsError,
    Busy,
    Denied,
    NotFound,
    NotSupported,
    Paced,
    Uncertain,
    Unreachable,
)
from workers.aws.models import Backup
from workers.chores.names import RETENTION
from workers.engine import Engine
from workers.kinds.delete_checks import readers

EVERY = timedelta(hours=1)
SOON = timedelta(seconds=10)
"""Until the next run where there is more to list."""
PACE = timedelta(seconds=2)
"""The same where there is more to delete than AWS's rate allows at once."""
MOST_SECONDS = 4.0
"""Wall seconds of one run: a worker at this is not there for people."""
SESSION = "ddbdr-retention"
"""What CloudTrail shows as who deleted it."""
USABLE = "AVAILABLE"
_NEXT = "next"
"""Beside tables."""


def keep_no_longer(engine: Engine, account: str, region: str) -> datetime:
    """Delete what is past its time there; returns when to look again.

    Raises:
        Unreachable: AWS gave no answer.
    """
    run = _Run(engine, account, region)
    now = engine.clock.now()
    try:
        again = EVERY if run.over_all_pages() else SOON
    except NotSupported:
        again = EVERY
    except ClaimLost:
        again = SOON
    except Paced as paced:
        again = max(PACE, timedelta(seconds=paced.seconds))
    except Unreachable:
        raise
    except AwsError as error:
        run.begin_again()
        engine.log.warning("retention failed", account=account, region=region, error=str(error))
        again = EVERY
    finally:
        run.tell()
    return now + again


class _Run:
    """One run over an account and region: as many pages as its time allows."""

    def __init__(self, engine: Engine, account: str, region: str) -> None:
        self._engine = engine
        self._chore = f"{RETENTION}{account}/{region}"
        self._account = account
        self._region = region
        self._dynamodb = self._door(engine.aws).dynamodb(account, region)
        self._in_use = readers(engine.ledger.jobs)
        self._newest: dict[str, Backup] = {}
        self._seen: set[str] = set()
        self._deleted: list[Backup] = []

    def over_all_pages(self) -> bool:
        """Go on where the last run stopped; whether the end was reached."""
        until = self._engine.wall() + MOST_SECONDS
        rates = self._engine.ledger.rates
        following = rates.statuses(self._chore, [_NEXT]).get(_NEXT, "")
        while self._engine.wall() < until:
            page = self._dynamodb.list_backups(start_after=following)
            usable = [one for one in page.backups if _counts(one)]
            tables = {_table_of(one) for one in usable}
            self._recall(tables)
            for backup in usable:
                self._compare(backup)
            following = page.next_arn
            self._remember(following, tables)
            if not following:
                return True
        return False

    def begin_again(self) -> None:
        """The next pass starts at the first page: what it went on with may be what was refused."""
        self._remember("", ())

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

    def _compare(self, one: Backup) -> None:
        """With the newest of its table so far: the older one of both goes if its time is over."""
        self._seen.add(one.arn)
        newest = self._newest.get(_table_of(one))
        if newest is None or newest.created < one.created:
            self._newest[_table_of(one)] = one
            if newest is not None and self._is_over(newest):
                self._delete(newest)
        elif newest.created > one.created and self._is_over(one):
            if self._is_there(newest):
                self._delete(one)
            else:
                self._newest[_table_of(one)] = one

    def _is_over(self, one: Backup) -> bool:
        keep = keep_of_backup(one.name)
        is_past = keep is not None and one.created + keep <= self._engine.clock.now()
        return is_past and one.arn not in self._in_use

    def _is_there(self, newest: Backup) -> bool:
        """Whether it can be restored, as AWS said in this run."""
        if newest.arn not in self._seen:
            try:
                now = self._dynamodb.describe_backup(newest.arn).backup
            except NotFound:
                return False
            if now.status != USABLE:
                return False
            self._seen.add(newest.arn)
        return True

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
            offers=(("Backups", f"backups {self._account}/{self._region}/{backup.table}"),),
        )

    def _notice(self, deleted: Sequence[Backup]) -> Notice:
        last = max(deleted, key=lambda one: one.created)
        account_id = self._engine.config.account(self._account).id
        keep = keep_of_backup(last.name)
        noun = "backup" if len(deleted) == 1 else "backups"
        kept = f" past {span(keep)}" if keep else ""
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

    def _recall(self, tables: Iterable[str]) -> None:
        """What earlier runs of this pass know of these tables."""
        unknown = sorted(set(tables) - set(self._newest))
        known = self._engine.ledger.rates.statuses(self._chore, unknown)
        self._newest |= {
            table: Backup.model_validate_json(newest) for table, newest in known.items() if newest
        }

    def _remember(self, following: str, tables: Iterable[str]) -> None:
        """Where the next run goes on, and what it should know of these tables."""
        newest = {table: self._newest[table].model_dump_json() for table in tables}
        rates = self._engine.ledger.rates
        rates.store_statuses(self._chore, newest | {_NEXT: following})


def _table_of(backup: Backup) -> str:
    """One that was deleted and made again has the same ARN, and is another table."""
    return f"{backup.table_arn or backup.table} {backup.table_id}"


def _counts(backup: Backup) -> bool:
    """A backup of AWS's own, or of AWS Backup, is no reason to delete the last of ours."""
    return backup.kind in {"USER", ""} and backup.status == USABLE
