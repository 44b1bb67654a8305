"""The steps of `backup`: check-again, create-backup, await-backup.

CreateBackup takes no token, and a second call makes a second backup. So the intent
is saved first; the call is made in a run of its own; and where a run before may
have made it (a crash, an answer that never came), nothing is sent until the
listing had time to show that backup. Listings are eventually consistent and AWS
names no bound: LISTED_SECONDS is the window in which a second one would be possible
if AWS took longer than that to list the first.
"""

from datetime import datetime, timedelta

from recovery.cost import backup_cost
from recovery.outcome import Done, Facts, Fail, Observation, Outcome, Value, Wait
from recovery.plan import Plan
from workers.aws.door import Aws, DynamoDb
from workers.aws.errors import Busy, Denied, NotFound, NotSupported, Rejected, Uncertain
from workers.aws.models import Backup, BackupDetail
from workers.kinds.backup_told import backup_told
from workers.kinds.backup_watch import status_of
from workers.kinds.estimate import over_ceiling
from workers.kinds.extent import extent_of_backup
from workers.kinds.failures import failed, left_behind
from workers.kinds.polling import pause
from workers.kinds.same_table import AGAIN, same_table
from workers.kinds.sources import Place
from workers.kinds.work import Step, Work

CHECK_AGAIN = "check-again"
CREATE_BACKUP = "create-backup"
AWAIT_BACKUP = "await-backup"

LOOK_SECONDS = 15.0
"""After an uncertain answer, before looking for what it may have made."""
LISTED_SECONDS = 60.0
"""A backup not listed this long after it may have been asked for was not made."""
CLOCK_SKEW = timedelta(minutes=5)
MOST_ASKED = 3
"""CreateBackup is sent this often at most, each time only after the last was not found."""


class BackupOrder(Value):
    """The parameters of create-backup."""

    account: str
    region: str
    table: str
    name: str

    @classmethod
    def of(cls, plan: Plan) -> "BackupOrder":
        """Read them from the plan."""
        params = next(step.params for step in plan.steps if step.name == CREATE_BACKUP)
        return cls.model_validate(params)

    @property
    def place(self) -> Place:
        """Account and region."""
        return Place(account=self.account, region=self.region)

    def dynamodb(self, aws: Aws) -> DynamoDb:
        """Where it happens."""
        return aws.dynamodb(self.account, self.region)


def check_again(aws: Aws, work: Work) -> Outcome:
    """The table is still there and readable: it may have changed since somebody approved."""
    order = BackupOrder.of(work.plan)
    table = same_table(aws, work.plan)
    if isinstance(table, Fail):
        return table
    if table.status not in {"ACTIVE", "UPDATING"}:
        return Fail(reason=f"The table {order.table} is {table.status} now.", retryable=False)
    if trouble := over_ceiling(backup_cost(table.size_bytes), work.plan.cost_ceiling_usd):
        return Fail(reason=trouble, retryable=False, advice=AGAIN)
    counted_so_far = {"size_bytes": table.size_bytes, "items": table.item_count}
    return Done(facts={**counted_so_far, "is_about": True})


def create_backup(aws: Aws, work: Work) -> Outcome:
    """Ask AWS for the backup, exactly once."""
    order, facts, now = BackupOrder.of(work.plan), work.facts, work.now
    if "intent" not in facts:
        return Wait(
            seconds=0,
            progress="Ready to create the backup.",
            facts={"intent": order.name, "intended_at": now.isoformat(), "asked": 0} | work.armed,
        )
    if facts.get("asked_at"):
        return _look(order.dynamodb(aws), order, work)
    if work.may_have_fired:
        return _may_have_been_asked(work)
    try:
        backup = order.dynamodb(aws).create_backup(order.table, order.name)
    except Uncertain:
        return _may_have_been_asked(work)
    return _created(backup)


def _may_have_been_asked(work: Work) -> Wait:
    return Wait(
        seconds=LOOK_SECONDS,
        progress="AWS may have begun the backup; looking for it before asking again.",
        facts={"asked_at": work.now.isoformat(), "asked": work.facts.get("asked", 0) + 1},
    )


def _look(dynamodb: DynamoDb, order: BackupOrder, work: Work) -> Outcome:
    """Find what may have been made; ask again only after the listing had its time."""
    try:
        backup = find_by_name(dynamodb, order, work)
    except NotSupported as error:
        return _unlisted(error, order)
    if backup is not None:
        return _created(backup)
    if work.seconds_since("asked_at") < LISTED_SECONDS:
        return Wait(seconds=LOOK_SECONDS, progress=f"No backup {order.name} is listed so far.")
    if work.facts["asked"] >= MOST_ASKED:
        return Fail(
            reason=f"AWS was asked {MOST_ASKED} times for {order.name} and never answered.",
            retryable=False,
        )
    return Wait(
        seconds=0, progress="Asking for the backup again.", facts={"asked_at": None} | work.armed
    )


def _created(backup: Backup) -> Done:
    return Done(
        facts={
            "arn": backup.arn,
            "started_at": backup.created.isoformat(),
            "size_bytes": backup.size_bytes,
        }
    )


def _unlisted(error: NotSupported, order: BackupOrder) -> Fail:
    """Without a listing nobody here can tell whether the backup was made."""
    advice = f"A backup {order.name} may exist; look for it on AWS."
    return failed(error).model_copy(update={"advice": advice})


def find_by_name(dynamodb: DynamoDb, order: BackupOrder, work: Work) -> Backup | None:
    """The backup this job made, by its name, which holds the job's id."""
    since = datetime.fromisoformat(work.facts["intended_at"]) - CLOCK_SKEW
    start_after = ""
    while True:
        page = dynamodb.list_backups(table=order.table, since=since, start_after=start_after)
        for backup in page.backups:
            if backup.name == order.name and backup.status != "DELETED":
                return backup
        start_after = page.next_arn
        if not start_after:
            return None


def delete_backup(aws: Aws, work: Work) -> Outcome:
    """Undo create-backup: delete what it made, once AWS is done making it."""
    order, arn = BackupOrder.of(work.plan), work.facts.get("arn")
    if "intent" not in work.facts:
        return Done()
    dynamodb = order.dynamodb(aws)
    if not arn:
        try:
            backup = find_by_name(dynamodb, order, work)
        except NotSupported as error:
            return _unlisted(error, order)
        if backup is None:
            return _surely_absent(work, order)
        arn = backup.arn
    return _deleted(dynamodb, str(arn), order, work)


def _deleted(dynamodb: DynamoDb, arn: str, order: BackupOrder, work: Work) -> Outcome:
    try:
        dynamodb.delete_backup(arn)
    except NotFound:
        return Done(facts={"deleted": order.name})
    except Busy:
        return Wait(
            seconds=pause(work.seconds_since("intended_at")),
            progress=f"AWS is still making {order.name}; it is deleted as soon as that is done.",
        )
    except Uncertain:
        return Wait(seconds=LOOK_SECONDS, progress=f"Making sure that {order.name} is deleted.")
    except (Denied, Rejected) as error:
        return left_behind(error, f"backup {order.name}")
    return Done(facts={"deleted": order.name})


def _surely_absent(work: Work, order: BackupOrder) -> Outcome:
    """A backup asked for a moment ago may not be listed yet."""
    if work.facts.get("absent_since") is None:
        return Wait(
            seconds=LISTED_SECONDS,
            progress=f"Making sure that no backup {order.name} appears.",
            facts={"absent_since": work.now.isoformat()},
        )
    if work.seconds_since("absent_since") < LISTED_SECONDS:
        return Wait(seconds=LOOK_SECONDS, progress=f"Making sure that no {order.name} appears.")
    return Done()


def await_backup(aws: Aws, work: Work) -> Outcome:
    """Wait until the backup is AVAILABLE, then tell what it is."""
    order = BackupOrder.of(work.plan)
    created = work.job.facts_of(CREATE_BACKUP)
    arn = str(created["arn"])
    elapsed = max(0.0, (work.now - datetime.fromisoformat(created["started_at"])).total_seconds())
    status = status_of(aws, work.known, order.place, arn, elapsed_seconds=elapsed)
    if status in {"", "CREATING"}:
        return Wait(
            seconds=pause(elapsed, work.plan.time.low_seconds),
            progress="AWS is making the backup.",
        )
    try:
        detail = order.dynamodb(aws).describe_backup(arn)
    except NotFound:
        return Fail(reason=f"The backup {order.name} is gone.", retryable=False)
    except (Denied, NotSupported, Rejected):
        # It is there: what it remembers is no reason to call it failed and delete it.
        detail = _as_listed(order, created, status)
    if detail.backup.status == "CREATING":
        return Wait(seconds=pause(elapsed), progress="AWS is making the backup.")
    if detail.backup.status != "AVAILABLE":
        return Fail(reason=f"The backup {order.name} is {detail.backup.status}.", retryable=False)
    return _available(work, order, detail, elapsed)


def _as_listed(order: BackupOrder, created: Facts, status: str) -> BackupDetail:
    """The backup as it was listed and created, where it cannot be described."""
    return BackupDetail(
        backup=Backup(
            arn=str(created["arn"]),
            name=order.name,
            table=order.table,
            status=status,
            size_bytes=created.get("size_bytes"),
            created=datetime.fromisoformat(created["started_at"]),
        )
    )


def _available(work: Work, order: BackupOrder, detail: BackupDetail, seconds: float) -> Done:
    backup, table = detail.backup, detail.table
    extent = extent_of_backup(detail)
    size, items = extent.size_bytes, extent.items
    notice = backup_told(detail, work.known.config, job_id=work.job.id)
    observation = Observation(
        what="backup",
        account=order.account,
        region=order.region,
        table=order.table,
        seconds=seconds,
        size_bytes=size,
        indexes=table.indexes if table else 0,
        at=work.now.isoformat(),
    )
    facts = {
        "arn": backup.arn,
        "name": order.name,
        "size_bytes": size,
        "items": items,
        "seconds": seconds,
    }
    return Done(facts=facts, records=(notice, observation))


STEPS = {
    CHECK_AGAIN: Step(ensure=check_again),
    CREATE_BACKUP: Step(ensure=create_backup, revert=delete_backup),
    AWAIT_BACKUP: Step(ensure=await_backup),
}
