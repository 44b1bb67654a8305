"""The steps of `delete`: check-again, delete-backup.

Deleting is looked at before it is done and done again until the backup is gone, which
repeats harmlessly: an ARN never comes back. Nothing can undo it.
"""

from recovery.aws_events.keys import key_of
from recovery.instants import iso
from recovery.outcome import Done, Fail, Notice, Outcome, Wait
from workers.aws.door import Aws
from workers.aws.errors import Busy, NotFound, Uncertain
from workers.kinds.delete_checks import hindrance
from workers.kinds.delete_order import CHECK_AGAIN, DELETE_BACKUP, DeleteOrder
from workers.kinds.work import Step, Work

LOOK_SECONDS = 5.0
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
    if status != "DELETING":
        try:
            _delete(aws, order)
        except NotFound:
            return _gone(order, work)
        except (Busy, Uncertain):
            return Wait(seconds=LOOK_SECONDS, progress=f"AWS is still at work on {order.name}.")
    return Wait(seconds=1, progress=f"AWS is deleting {order.name}.", facts={"deleted": order.arn})


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
