"""Endpoints that pass over filters, tell things twice, or leave out what AWS always says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recovery.schedules import ScheduleEntry
from tests.workers.aws_doors.strict_aws import StrictAws, door
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupJob
from workers.chores.schedule_entries import with_jobs
from workers.kinds.copies_under_way import copies_under_way
from workers.kinds.protect_backup import all_plans
from workers.kinds.vaults import vault_names

AT = datetime(2026, 11, 12, 2, 4, tzinfo=UTC)
ORDERS = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
OTHER = "arn:aws:dynamodb:us-east-2:123456789012:table/invoices"
JOBS = (
    # id, table, state, hours after AT (None: not told)
    ("WANTED", ORDERS, "RUNNING", 1),
    ("UNTOLD", ORDERS, "RUNNING", None),
    ("OTHER", OTHER, "RUNNING", 1),
    ("ENDED", ORDERS, "COMPLETED", 1),
    ("OLD", ORDERS, "RUNNING", -1),
)


@pytest.fixture
def backup(aws: StrictAws) -> AwsBackup:
    return door(aws).backup("prod", "us-east-2")


def listed(id_name: str) -> list[dict[str, Any]]:
    """Jobs as AWS lists them."""
    found = []
    for id_, table, state, hours in JOBS:
        job: dict[str, Any] = {id_name: id_, "ResourceArn": table, "State": state, "New": [1]}
        if hours is not None:
            job["CreationDate"] = (AT + timedelta(hours=hours)).timestamp()
        found.append(job)
    return found


@pytest.mark.parametrize(
    ("action", "member", "id_name", "call"),
    [
        (
            "ListBackupJobs",
            "BackupJobs",
            "BackupJobId",
            lambda it, **asked: it.backup_jobs(**asked),
        ),
        ("ListCopyJobs", "CopyJobs", "CopyJobId", lambda it, **asked: it.copy_jobs(**asked)),
    ],
)
def test_only_the_jobs_that_were_asked_for_are_given(
    aws: StrictAws,
    backup: AwsBackup,
    *,
    action: str,
    member: str,
    id_name: str,
    call: Callable[..., Any],
) -> None:
    aws.tell(action, {member: listed(id_name)})
    found, _ = call(backup, table_arn=ORDERS, state="RUNNING", since=AT)
    assert [job.id for job in found] == ["WANTED", "UNTOLD"]


def point(number: int, table: str = ORDERS, **dates: datetime) -> dict[str, Any]:
    """A recovery point as AWS lists it."""
    arn = f"arn:aws:backup:us-west-1:123456789012:recovery-point:{number}"
    told = {name: instant.timestamp() for name, instant in dates.items()}
    return {"RecoveryPointArn": arn, "ResourceArn": table, "Status": "COMPLETED", **told}


def test_what_could_be_lost_is_not_reckoned_from_another_table(
    aws: StrictAws, backup: AwsBackup
) -> None:
    points = [point(1, CreationDate=AT), point(2, OTHER, CreationDate=AT + timedelta(hours=1))]
    aws.tell("ListRecoveryPointsByBackupVault", {"RecoveryPoints": points})
    [found], _ = backup.recovery_points(vault="ddbdr", table_arn=ORDERS)
    assert found.created == AT


def test_a_recovery_point_without_its_instant_is_as_old_as_its_job(
    aws: StrictAws, backup: AwsBackup
) -> None:
    later = AT + timedelta(minutes=9)
    points = [point(1, InitiationDate=AT), point(2, CompletionDate=later)]
    aws.tell("ListRecoveryPointsByBackupVault", {"RecoveryPoints": points})
    [found], _ = backup.recovery_points(vault="ddbdr")
    assert (found.arn[-1], found.created) == ("1", AT)


def test_a_copy_told_on_two_pages_is_one_copy(aws: StrictAws, backup: AwsBackup) -> None:
    copy = {"CopyJobId": "C-1", "ResourceArn": ORDERS}
    created, running = copy | {"State": "CREATED"}, copy | {"State": "RUNNING"}
    aws.tell(
        "ListCopyJobs",
        {"CopyJobs": [created], "NextToken": "2"},
        {"CopyJobs": [], "NextToken": "3"},
        {"CopyJobs": [created]},
        {"CopyJobs": [running]},
    )
    [found] = copies_under_way(backup)
    assert found.state == "RUNNING"


def test_all_vaults_are_looked_into_however_few_a_page_tells(
    aws: StrictAws, backup: AwsBackup
) -> None:
    def page(*names: str) -> dict[str, Any]:
        return {"BackupVaultList": [{"BackupVaultName": n, "BackupVaultArn": n} for n in names]}

    pages = page("a"), page(), page("ddbdr"), page("b")
    tokens: list[dict[str, Any]] = [{"NextToken": "2"}, {"NextToken": "3"}, {"NextToken": "4"}, {}]
    aws.tell("ListBackupVaults", *(one | token for one, token in zip(pages, tokens, strict=True)))
    assert vault_names(backup, "ddbdr") == ["ddbdr", "a", "b"]


def test_a_selection_told_twice_is_one_selection(aws: StrictAws, backup: AwsBackup) -> None:
    page = {"BackupSelectionsList": [{"SelectionId": "s-1"}]}
    chosen = {"SelectionName": "ours", "IamRoleArn": "arn:aws:iam::123456789012:role/r"}
    aws.tell("ListBackupSelections", page | {"NextToken": "2"}, page)
    aws.tell("GetBackupSelection", {"BackupSelection": chosen, "SelectionId": "s-1"})
    assert [one.id for one in backup.selections("p-1")] == ["s-1"]


def test_a_plan_told_twice_is_one_of_the_three_hundred(aws: StrictAws, backup: AwsBackup) -> None:
    page = {"BackupPlansList": [{"BackupPlanId": "p-1", "BackupPlanName": "hourly"}]}
    aws.tell("ListBackupPlans", page | {"NextToken": "2"}, page)
    assert [plan.id for plan in all_plans(backup)] == ["p-1"]


@pytest.mark.parametrize("told", ["created", "initiated", "completed"])
def test_a_run_is_known_by_whichever_of_its_instants_is_told(told: str) -> None:
    hourly = ScheduleEntry(
        account="prod",
        region="us-east-2",
        id="p-1/r-1",
        name="hourly",
        expression="cron(0 * * * ? *)",
        since=AT,
        described_at=AT,
        read_at=AT,
    )
    ran = AT + timedelta(hours=1)
    job = BackupJob(id="B-1", state="COMPLETED", plan_id="p-1").model_copy(update={told: ran})
    known = with_jobs(hourly, [job], {}, at=ran + timedelta(hours=1), since=AT)
    assert known.last_run == ran
