"""What keeps a backup from being deleted, and what would be left without it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

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
from workers.kinds.sources import DELETED, Listing, backups_of
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
    """What a table could still be restored from in that place; `unasked` is what did not answer."""

    backups: int
    newest: datetime | None
    pitr: PointInTime | None
    table_is_there: bool
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
        gone = "" if self.table_is_there else ", and the table itself is gone"
        return f"nothing: this is the last backup there{gone}"


def left_without(aws: Aws, order: DeleteOrder, known: Known) -> Left:
    """Look at what else there is of the table in that account and region."""
    dynamodb = aws.dynamodb(order.account, order.region)
    door = aws.backup(order.account, order.region)
    account = known.config.account(order.account)
    arn = account.arn("dynamodb", order.region, f"table/{order.table}")
    reads: dict[str, Callable[[], Any]] = {
        "backups": lambda: backups_of(dynamodb, order.table, known.now),
        "table": lambda: dynamodb.describe_table(order.table),
        "pitr": lambda: dynamodb.describe_point_in_time(order.table),
        "vaults": lambda: vault_names(door, account.vault),
    }
    answers = ask(aws, **reads)
    vaults = answers["vaults"] if isinstance(answers["vaults"], list) else []
    points = ask(aws, **{f"vault {name}": partial(_points, door, name, arn) for name in vaults})
    made: list[Backup | RecoveryPoint] = _usable(answers["backups"])
    for answer in points.values():
        made += _usable_points(answer)
    others = {one.arn: one.created for one in made if one.arn != order.arn}
    unasked = [
        name
        for name, answer in (answers | points).items()
        if isinstance(answer, AwsError) and not isinstance(answer, NotFound)
    ]
    return Left(
        backups=len(others),
        newest=max(others.values(), default=None),
        pitr=answers["pitr"] if isinstance(answers["pitr"], PointInTime) else None,
        table_is_there=not isinstance(answers["table"], NotFound),
        unasked=tuple(unasked) if not others else (),
    )


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


def _usable(answer: Listing | AwsError) -> list[Backup | RecoveryPoint]:
    if isinstance(answer, AwsError):
        return []
    return [one for one in answer.backups if one.status == "AVAILABLE"]


def _usable_points(answer: tuple[RecoveryPoint, ...] | AwsError) -> list[RecoveryPoint]:
    if isinstance(answer, AwsError):
        return []
    return [one for one in answer if one.status in USABLE_POINTS]
