"""The steps of `delete`: check-again, delete-backup.

Deleting is looked at before it is done and done again until the backup is gone, which
repeats harmlessly: an ARN never comes back. Nothing can undo it.
"""

from recovery.aws_events.keys import key_of
from recovery.instants import iso
from recovery.outcome import Done, Fail, Notice, Outcome, Wait
from workers.aws.door import Aws
from workers.aws.errors import NotFound, Uncertain
from workers.kinds.delete_checks import hindrance
from workers.kinds.delete_order import CHECK_AGAIN, DELETE_BACKUP, DeleteOrder
from workers.kinds.work import Step, Work

LOOK_SECONDS = 5.0
EXPIRED = "EXPIRED"
EXPIRED_SECONDS = 60.0
"""AWS Backup answers as if it deleted also what it may not delete, which is EXPIRED then."""
GONE = {"DELETED", "DELETING"}


def check_again(aws: Aws, work: Work) -> Outcome:
    """It is there still, and nothing needs it now."""
    order = DeleteOrder.of(work.plan)
    if status_of(aws, order) in {"", *GONE}:
        return Fail(reason=f"The backup {order.name} is gone already.", retryable=False)
    if trouble := hindrance(aws, order, work.known, work.job.id):
        return Fail(reason=trouble, retryable=False, advice="Ask again when it has ended.")
    return Done()


def delete_backup(aws: Aws, work: Work) -> Outcome:
    """Delete it, and look until it is gone."""
    order = DeleteOrder.of(work.plan)
    status = status_of(aws, order)
    if status in {"", "DELETED"}:
        return _gone(order, work)
    if status == EXPIRED and work.facts.get("deleted_at"):
        if work.seconds_since("deleted_at") > EXPIRED_SECONDS:
            return _undeletable(order)
    elif status != "DELETING":
        try:
            _delete(aws, order)
        except NotFound:
            return _gone(order, work)
        except Uncertain:
            return Wait(seconds=LOOK_SECONDS, progress=f"AWS may have deleted {order.name}.")
    since = work.facts.get("deleted_at") or work.now.isoformat()
    facts = {"deleted": order.arn, "deleted_at": since}
    return Wait(seconds=1, progress=f"AWS is deleting {order.name}.", facts=facts)


def _undeletable(order: DeleteOrder) -> Fail:
    return Fail(
        reason=f"AWS Backup cannot delete {order.name}: it is {EXPIRED} now.",
        retryable=False,
        advice="Its role lacks a permission, or the vault's policy forbids it.",
    )


def status_of(aws: Aws, order: DeleteOrder) -> str:
    """DynamoDB's or AWS Backup's status of it; empty where it is not there."""
    try:
        if order.vault:
            door = aws.backup(order.account, order.region)
            return door.describe_recovery_point(order.vault, order.arn).status
        return aws.dynamodb(order.account, order.region).describe_backup(order.arn).backup.status
    except NotFound:
        return ""


def _delete(aws: Aws, order: DeleteOrder) -> None:
    if order.vault:
        door = aws.backup(order.account, order.region)
        door.delete_recovery_point(order.vault, order.arn)
    else:
        aws.dynamodb(order.account, order.region).delete_backup(order.arn)


def _gone(order: DeleteOrder, work: Work) -> Done:
    """The same news that AWS's own events bring, under the same key."""
    account_id = work.known.config.account(order.account).id
    notice = Notice(
        name="BackupDeleted",
        key=key_of("recovery-point", account_id, order.arn, "DELETED"),
        table=order.table,
        account=order.account,
        region=order.region,
        detail=(("backup", order.name), ("since", iso(work.now))),
        job_id=work.job.id,
        urgent=True,
        offers=(("Backups left", f"backups {order.place.table(order.table)}"),),
    )
    return Done(facts={"gone": order.arn}, records=(notice,))


STEPS = {
    CHECK_AGAIN: Step(ensure=check_again),
    DELETE_BACKUP: Step(ensure=delete_backup),
}
