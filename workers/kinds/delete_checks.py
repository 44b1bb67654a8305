"""What keeps a backup from being deleted, and what would be left without it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from recovery.aws_events.event import account_of, region_of
from recovery.instants import iso
from recovery.job import Job
from recovery.ledger.port import Jobs
from recovery.outcome import Value
from recovery.words import code
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import RecoveryPoint, Vault
from workers.aws.door import Aws
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import Backup, PointInTime
from workers.kinds.checks import Checklist, ask
from workers.kinds.copies_under_way import MOST_PAGES, copies_under_way
from workers.kinds.copy_again import USABLE_POINTS
from workers.kinds.delete_order import DeleteOrder
from workers.kinds.delete_source import OF_AWS_BACKUP, Doomed
from workers.kinds.sources import DELETED, Listing, Place, backups_of
from workers.kinds.vaults import vault_names
from workers.kinds.work import Known

_READ = {"restore", "copy"}
_MAKING = {"CREATING"}


def check_deletion(
    checklist: Checklist, aws: Aws, doomed: Doomed, order: DeleteOrder, known: Known, *, job_id: str
) -> None:
    """It can be deleted, by us, now."""
    _check_kind(checklist, doomed)
    if order.vault:
        _check_lock(checklist, aws, order)
    if trouble := hindrance(aws, order, known, job_id):
        checklist.failed(
            "nothing needs it now", trouble, advice="Ask again when that has ended, or cancel it."
        )
    else:
        checklist.passed("nothing needs it now")


def _check_kind(checklist: Checklist, doomed: Doomed) -> None:
    name, backup = "it can be deleted", doomed.backup
    status = backup.status if backup else doomed.point.status if doomed.point else ""
    if backup is not None and (backup.kind == "SYSTEM" or backup.name.endswith(DELETED)):
        checklist.failed(
            name,
            f"{code(backup.name)} is a backup that AWS itself made when its table was deleted. "
            "AWS deletes it after 35 days, at no cost, and lets nobody else.",
        )
    elif backup is not None and backup.kind == OF_AWS_BACKUP:
        checklist.failed(
            name,
            f"{code(backup.name)} is AWS Backup's, which alone deletes it, and it is in none of "
            "the vaults there.",
            advice="Look for its vault in AWS Backup's console.",
        )
    elif status in _MAKING:
        checklist.failed(name, "AWS is still making it.", advice="Ask again when it is ready.")
    else:
        checklist.passed(name, status)


def _check_lock(checklist: Checklist, aws: Aws, order: DeleteOrder) -> None:
    """A lock keeps everybody from deleting before the lifecycle does."""
    name, door = "vault's lock", aws.backup(order.account, order.region)
    answer = ask(aws, vault=lambda: door.describe_vault(order.vault))["vault"]
    if isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    elif isinstance(answer, Vault) and answer.locked:
        checklist.failed(
            name,
            f"Vault {code(order.vault)} is locked: what is in it is deleted by its lifecycle, and "
            "by nobody before.",
            advice="That is what the lock is for. AWS deletes it when its time is over.",
        )
    else:
        checklist.passed(name, "not locked")


def readers(jobs: Jobs) -> Mapping[str, Job]:
    """Open jobs of ours that restore or copy a backup, by its ARN."""
    reading: dict[str, Job] = {}
    for job in jobs.open_jobs(limit=1000):
        plan = jobs.plan(job.id, job.plan_digest) if job.plan_digest and job.kind in _READ else None
        if plan is not None and (arn := plan.source.get("backup_arn")):
            reading[arn] = job
    return reading


def hindrance(aws: Aws, order: DeleteOrder, known: Known, job_id: str) -> str:
    """Who needs the backup at this moment, as a sentence; nothing if nobody does."""
    reader = readers(known.jobs).get(order.arn)
    if reader is not None and reader.id != job_id:
        return f"{reader.id} reads it: {reader.kind} {reader.table} is {reader.state.value}."
    if not order.vault:
        return ""
    door = aws.backup(order.account, order.region)
    copies = ask(aws, copies=lambda: copies_under_way(door))["copies"]
    if isinstance(copies, AwsError):
        return ""
    for copy in copies:
        if copy.source_recovery_point_arn == order.arn:
            return f"Copy job {copy.id} of AWS Backup copies it now."
    return ""


class Left(Value):
    """What a table could still be restored from in that place; `unasked` is what did not answer.

    Attributes:
        pitr: Of the table, where it lives in that place.
        table: How the table itself stands, where it is not there: gone, or elsewhere.
    """

    backups: int
    newest: datetime | None
    pitr: PointInTime | None
    table: str = ""
    unasked: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """A sentence for whoever approves."""
        if self.unasked:
            return f"not known: {', '.join(self.unasked)} could not be asked"
        if self.backups and self.newest:
            noun = "backup" if self.backups == 1 else "backups"
            return f"{self.backups} other {noun} there, the newest of {iso(self.newest)}"
        if self.pitr and self.pitr.is_on and self.pitr.earliest:
            since = iso(self.pitr.earliest)
            return f"no other backup there; point-in-time recovery reaches back to {since}"
        table = f", and the table itself is {self.table}" if self.table else ""
        return f"nothing: this is the last backup there{table}"


def left_without(aws: Aws, doomed: Doomed, order: DeleteOrder, known: Known) -> Left:
    """Look at what else there is of the table in that account and region.

    A copy is of a table that lives elsewhere: one of its name there is another table.
    """
    own = known.config.account(order.account)
    here = own.arn("dynamodb", order.region, f"table/{order.table}")
    arn = (doomed.point.resource_arn if doomed.point else "") or here
    home = order.place if arn == here else _home(arn, known)
    answers = ask(aws, **_reads(aws, order, own.vault, home, known))
    vaults = answers["vaults"] if isinstance(answers["vaults"], list) else []
    door = aws.backup(order.account, order.region)
    points = ask(aws, **{f"vault {name}": partial(_points, door, name, arn) for name in vaults})
    made: list[Backup | RecoveryPoint] = _usable(answers.get("backups"))
    for answer in points.values():
        made += _usable_points(answer)
    others = {one.arn: one.created for one in made if one.arn != order.arn}
    unasked = [
        name
        for name, answer in (answers | points).items()
        if isinstance(answer, AwsError) and not isinstance(answer, NotFound)
    ]
    pitr = answers.get("pitr")
    return Left(
        backups=len(others),
        newest=max(others.values(), default=None),
        pitr=pitr if isinstance(pitr, PointInTime) else None,
        table=_whereabouts(answers.get("table"), home, order),
        unasked=tuple(unasked) if not others else (),
    )


def _reads(
    aws: Aws, order: DeleteOrder, vault: str | None, home: Place | None, known: Known
) -> dict[str, Callable[[], Any]]:
    """What is asked: vaults there, the table at its home, and what else is there if that is it."""
    door = aws.backup(order.account, order.region)
    reads: dict[str, Callable[[], Any]] = {"vaults": lambda: vault_names(door, vault)}
    if home is None:
        return reads
    dynamodb = aws.dynamodb(home.account, home.region)
    reads["table"] = lambda: dynamodb.describe_table(order.table)
    if home == order.place:
        reads["backups"] = lambda: backups_of(dynamodb, order.table, known.now)
        reads["pitr"] = lambda: dynamodb.describe_point_in_time(order.table)
    return reads


def _home(table_arn: str, known: Known) -> Place | None:
    """Where a table lives, if that account is of the configuration."""
    for account in known.config.accounts:
        if account.id == account_of(table_arn):
            return Place(account=account.name, region=region_of(table_arn))
    return None


def _whereabouts(answer: object, home: Place | None, order: DeleteOrder) -> str:
    if isinstance(answer, NotFound):
        return "gone"
    return "" if answer is None or home in {None, order.place} else f"in {home}"


def _points(door: AwsBackup, vault: str, table_arn: str) -> tuple[RecoveryPoint, ...]:
    """Those of a table in a vault, as far as ten pages go."""
    points: list[RecoveryPoint] = []
    start_after = ""
    for _ in range(MOST_PAGES):
        page, start_after = door.recovery_points(
            vault=vault, table_arn=table_arn, start_after=start_after
        )
        points += page
        if not start_after:
            break
    return tuple(points)


def _usable(answer: Listing | AwsError | None) -> list[Backup | RecoveryPoint]:
    if answer is None or isinstance(answer, AwsError):
        return []
    return [one for one in answer.backups if one.status == "AVAILABLE"]


def _usable_points(answer: tuple[RecoveryPoint, ...] | AwsError) -> list[RecoveryPoint]:
    if isinstance(answer, AwsError):
        return []
    return [one for one in answer if one.status in USABLE_POINTS]
