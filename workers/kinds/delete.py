"""The kind `delete`, of a backup: its plan. The steps are in `workers.kinds.delete_steps`."""

from recovery.figures import gigabytes
from recovery.instants import iso
from recovery.job import Job
from recovery.plan import Plan, PlannedStep, TimeEstimate
from workers.aws.door import Aws
from workers.kinds.checks import Checklist
from workers.kinds.command_line import aws_command
from workers.kinds.delete_checks import check_deletion, left_without
from workers.kinds.delete_order import CHECK_AGAIN, DELETE_BACKUP, DeleteOrder, DeleteRequest
from workers.kinds.delete_source import Doomed, find_doomed, table_of
from workers.kinds.work import Known, Planning, Proposal

HOUR = 3600.0


def plan_delete(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan the deletion of one backup, and say what is lost with it."""
    request = DeleteRequest.of(job)
    doomed = find_doomed(aws, request, known)
    order = DeleteOrder(
        account=doomed.place.account,
        region=doomed.place.region,
        table=table_of(doomed),
        arn=doomed.arn,
        name=doomed.name,
        vault=doomed.point.vault if doomed.point else "",
    )
    checklist = Checklist()
    check_deletion(checklist, aws, doomed, order, known, job_id=job.id)
    plan = _plan(aws, known, doomed, order, checklist)
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


def _plan(aws: Aws, known: Known, doomed: Doomed, order: DeleteOrder, checklist: Checklist) -> Plan:
    left = left_without(aws, doomed, order, known)
    return Plan(
        kind="delete",
        title=f"Delete a backup of {order.table}",
        account=order.account,
        account_id=known.config.account(order.account).id,
        region=order.region,
        source={
            "backup_arn": order.arn,
            "backup_name": order.name,
            "table": order.table,
            "region": order.region,
            "account": order.account,
        },
        target={},
        stated=(
            ("From", f"{order.table}, {order.region}, {order.account}"),
            ("Backup", _backup_text(doomed, order)),
            ("Lost", f"{order.table} as it was at {iso(doomed.data_of)}, for good"),
            ("Left", left.text),
        ),
        steps=(
            PlannedStep(name=CHECK_AGAIN, deadline_seconds=HOUR),
            PlannedStep(
                name=DELETE_BACKUP,
                deadline_seconds=6 * HOUR,
                point_of_no_return=True,
                params=order.model_dump(mode="json"),
            ),
        ),
        checks=tuple(checklist.checks),
        time=TimeEstimate(low_seconds=None, high_seconds=None, basis="AWS names none"),
        commands=(_command(order),),
        planned_at=known.now,
        sandbox=aws.sandbox,
    )


def _backup_text(doomed: Doomed, order: DeleteOrder) -> str:
    made = doomed.backup or doomed.point
    size = gigabytes(made.size_bytes) if made and made.size_bytes else ""
    where = f"in vault {order.vault}" if order.vault else ""
    return ", ".join(part for part in (order.name, where, size) if part)


def _command(order: DeleteOrder) -> str:
    if order.vault:
        return aws_command(
            "delete-recovery-point",
            order.region,
            service="backup",
            backup_vault_name=order.vault,
            recovery_point_arn=order.arn,
        )
    return aws_command("delete-backup", order.region, backup_arn=order.arn)
