"""The steps of `restore`: check-again, start-restore, await-table.

Neither restore takes a token, but the new table's name allows one table only: a
second call is refused by AWS. A table of that name is ours only if it was absent
when our intent was saved and AWS's RestoreSummary, where there is one, agrees. One
window remains: a restore that AWS took and gave up again while its worker was dead
cannot be told from one that was never asked for, and is asked for a second time.
AWS cannot stop a restore, nor delete a table that is still being made: cancelling
waits until it is ready, then deletes it, and the restore is charged.
"""

from datetime import datetime

from recovery.figures import minutes
from recovery.instants import iso
from recovery.outcome import Done, Fail, Observation, Outcome, Wait
from workers.aws.door import Aws, DynamoDb
from workers.aws.errors import AlreadyExists, Busy, Denied, NotFound, Rejected, Uncertain
from workers.aws.models import Table
from workers.kinds.estimate import expected_text
from workers.kinds.failures import left_behind
from workers.kinds.polling import pause
from workers.kinds.restore_checks import check_order
from workers.kinds.restore_order import START_RESTORE, RestoreOrder
from workers.kinds.work import Step, Work

CHECK_AGAIN = "check-again"
AWAIT_TABLE = "await-table"

LOOK_SECONDS = 15.0
"""After an uncertain answer, before looking for what it may have made."""
VISIBLE_SECONDS = 30.0
"""A table that cannot be described this long after it may have been asked for is not there."""


def check_again(aws: Aws, work: Work) -> Outcome:
    """Source, window, target's name and cost hold still: time has passed since the plan."""
    order = RestoreOrder.of(work.plan)
    trouble = check_order(aws, order, work)
    if trouble:
        return Fail(reason=trouble, retryable=False, advice="Ask again for a new plan.")
    return Done(facts={"checked_at": work.now.isoformat()})


def start_restore(aws: Aws, work: Work) -> Outcome:
    """Ask AWS for the new table, once; what is there under its name is never touched."""
    order, facts = RestoreOrder.of(work.plan), work.facts
    dynamodb = order.dynamodb(aws)
    table = find_table(dynamodb, order.target)
    if "intent" not in facts:
        if table is not None:
            return _taken(order)
        return Wait(
            seconds=0,
            progress="Ready to start the restore.",
            facts={"intent": order.target, "intended_at": work.now.isoformat()},
        )
    if table is not None:
        return (
            _started(table, work)
            if order.agrees(table.restore, sandbox=aws.sandbox)
            else _taken(order)
        )
    try:
        table = _send(dynamodb, order)
    except Uncertain:
        return Wait(
            seconds=LOOK_SECONDS,
            progress="AWS may have started the restore; looking before asking again.",
            facts={"asked_at": work.now.isoformat()},
        )
    except AlreadyExists:
        return Wait(seconds=1, progress=f"A table {order.target} appears; looking whose it is.")
    return _started(table, work)


def _send(dynamodb: DynamoDb, order: RestoreOrder) -> Table:
    if order.backup_arn:
        return dynamodb.restore_from_backup(order.backup_arn, order.target, order.overrides)
    return dynamodb.restore_to_point_in_time(
        order.table_arn, order.target, order.at, order.overrides
    )


def _taken(order: RestoreOrder) -> Fail:
    return Fail(
        reason=f"There is a table {order.target} in {order.region} that this job did not make.",
        retryable=False,
        advice="It was not touched. Ask again with another name, `--as NAME`.",
    )


def _started(table: Table, work: Work) -> Done:
    """The restore runs since AWS made the table: our intent may have waited for a quota."""
    summary, intended = table.restore, datetime.fromisoformat(work.facts["intended_at"])
    # max: an endpoint may show its source's creation time instead.
    began = max(table.created or intended, intended)
    facts = {"table_arn": table.arn, "started_at": began.isoformat()}
    if summary and summary.restore_at:
        facts["restored_to"] = iso(summary.restore_at)
    return Done(facts=facts)


def find_table(dynamodb: DynamoDb, name: str) -> Table | None:
    """The table of that name, or None."""
    try:
        return dynamodb.describe_table(name)
    except NotFound:
        return None


def delete_restored(aws: Aws, work: Work) -> Outcome:
    """Undo start-restore: delete the table once AWS lets us, if it is ours."""
    order, facts = RestoreOrder.of(work.plan), work.facts
    if "intent" not in facts:
        return Done()
    dynamodb = order.dynamodb(aws)
    table = find_table(dynamodb, order.target)
    if table is None:
        return _absent(work, order)
    if not order.agrees(table.restore, sandbox=aws.sandbox):
        # Another's table under our name: nothing of ours is there to delete.
        return Done(facts={"left": order.target})
    if table.status == "CREATING":
        return Wait(
            seconds=pause(work.seconds_since("intended_at"), work.plan.time.low_seconds),
            progress=(
                f"AWS cannot stop a restore. {order.target} is deleted as soon as it is ready; "
                "AWS charges for the restore."
            ),
        )
    return _delete(dynamodb, order, is_going=table.status == "DELETING")


def _delete(dynamodb: DynamoDb, order: RestoreOrder, *, is_going: bool) -> Outcome:
    try:
        if not is_going:
            dynamodb.delete_table(order.target)
    except (Busy, NotFound, Uncertain):
        return Wait(seconds=LOOK_SECONDS, progress=f"Deleting {order.target}.")
    except (Denied, Rejected) as error:
        return left_behind(error, f"table {order.target}")
    return Wait(
        seconds=2.0, progress=f"AWS is deleting {order.target}.", facts={"deleted": order.target}
    )


def _absent(work: Work, order: RestoreOrder) -> Outcome:
    """Gone once we deleted it; else a restore asked for a moment ago may still appear."""
    if work.facts.get("deleted"):
        return Done()
    if work.facts.get("absent_since") is None:
        return Wait(
            seconds=VISIBLE_SECONDS,
            progress=f"Making sure that no table {order.target} appears.",
            facts={"absent_since": work.now.isoformat()},
        )
    if work.seconds_since("absent_since") < VISIBLE_SECONDS:
        return Wait(seconds=LOOK_SECONDS, progress=f"Making sure that no {order.target} appears.")
    return Done()


def await_table(aws: Aws, work: Work) -> Outcome:
    """Wait until the new table is ACTIVE, then tell what it is."""
    order = RestoreOrder.of(work.plan)
    started = work.job.facts_of(START_RESTORE)
    elapsed = max(0.0, (work.now - datetime.fromisoformat(started["started_at"])).total_seconds())
    table = find_table(order.dynamodb(aws), order.target)
    if table is None and elapsed < VISIBLE_SECONDS:
        return Wait(seconds=pause(elapsed), progress=f"{order.target} is not visible yet.")
    if table is None:
        return Fail(reason=f"AWS has no table {order.target} any more.", retryable=False)
    if table.status == "ACTIVE":
        return _active(table, order, work, elapsed)
    if table.status not in {"CREATING", "UPDATING"}:
        return Fail(
            reason=f"The restore ended with {order.target} being {table.status}.", retryable=False
        )
    expected = expected_text(work.plan.time)
    after = f", {expected}" if expected else ""
    return Wait(
        seconds=pause(elapsed, work.plan.time.low_seconds),
        progress=f"AWS is copying the data, {minutes(elapsed)} so far{after}.",
    )


def _active(table: Table, order: RestoreOrder, work: Work, seconds: float) -> Done:
    """What is there now; its size is what was copied, for AWS has not counted the new table."""
    extent = work.plan.extent
    observation = Observation(
        what="restore-backup" if order.backup_arn else "restore-pitr",
        account=order.account,
        region=order.region,
        table=order.table,
        seconds=seconds,
        size_bytes=extent.charged_bytes,
        indexes=table.indexes,
        at=work.now.isoformat(),
    )
    facts = {
        "arn": table.arn,
        "table": table.name,
        "region": order.region,
        "size_bytes": extent.size_bytes,
        "items": extent.items,
        "is_about": extent.is_about,
        "indexes": table.indexes,
        "seconds": seconds,
    }
    return Done(facts=facts, records=(observation,))


STEPS = {
    CHECK_AGAIN: Step(ensure=check_again),
    START_RESTORE: Step(ensure=start_restore, revert=delete_restored),
    AWAIT_TABLE: Step(ensure=await_table),
}
