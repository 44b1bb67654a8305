"""Whether AWS's quotas leave room for one more restore."""

from collections.abc import Callable

from recovery.job import Job
from recovery.record import State
from workers.aws.door import DynamoDb
from workers.aws.errors import AwsError
from workers.kinds.checks import Checklist
from workers.kinds.restore_order import START_RESTORE, RestoreOrder
from workers.kinds.work import Known

CONCURRENT_RESTORES = 50
"""AWS: 50 at once "in a given account", of any type (API reference, "RestoreTableFromBackup")."""
COUNT_SECONDS = 4.0
"""Wall seconds for counting tables, 100 a call: the check is not worth a plan that waits."""


def check_quotas(
    checklist: Checklist, tables: object, quota: object, known: Known, order: RestoreOrder
) -> None:
    """There is room for one more table and one more restore."""
    name = "room for one more table"
    problem = next((one for one in (quota, tables) if isinstance(one, AwsError)), None)
    if problem is not None:
        checklist.not_checked(name, problem)
    elif tables is None:
        checklist.not_checked(name, f"{order.region} has too many tables to count them in time")
    elif isinstance(quota, int) and isinstance(tables, int):
        if tables >= quota:
            checklist.failed(
                name,
                f"{order.region} has {tables:,} tables, its quota is {quota:,}.",
                advice="Raise DynamoDB's quota of tables, or delete some.",
            )
        else:
            checklist.passed(name, f"{tables:,} of {quota:,}")
    running = running_restores(known, order.account)
    waits = ", so this one may wait its turn" if running >= CONCURRENT_RESTORES else ""
    checklist.passed(
        "restores at once",
        f"{running} of ours run in {order.account}, in all its regions; AWS allows an account "
        f"{CONCURRENT_RESTORES}, others' included{waits}",
    )


def running_restores(known: Known, account: str) -> int:
    """Restores of ours that AWS is working on in an account, or may be.

    The account is read from the new table's ARN; one that is not known yet counts as well.
    """
    account_id = known.config.account(account).id
    return sum(
        _arn_account(job) in {"", account_id}
        for job in known.jobs.open_jobs(limit=1000)
        if _is_restoring(job)
    )


def _is_restoring(job: Job) -> bool:
    facts = job.facts_of(START_RESTORE)
    is_working = job.state in {State.RUNNING, State.REVERTING}
    return is_working and "intent" in facts and "deleted" not in facts


def _arn_account(job: Job) -> str:
    """The fifth part of `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME`."""
    parts = str(job.facts_of(START_RESTORE).get("table_arn", "")).split(":")
    return parts[4] if len(parts) > 4 else ""  # noqa: PLR2004


def count_tables(dynamodb: DynamoDb, wall: Callable[[], float]) -> int | None:
    """How many tables there are; None if they cannot be counted in time."""
    count, start_after = 0, ""
    until = wall() + COUNT_SECONDS
    while wall() < until:
        names, start_after = dynamodb.list_tables(start_after=start_after)
        count += len(names)
        if not start_after:
            return count
    return None
