"""AWS on a bad day: throttled, denied, unreachable, slow, or answering after the work was done."""

import re

import pytest

from recovery.record import State
from sandbox.slack.person import read
from tests.e2e.crew import ALERTS, REGION, target
from tests.e2e.running import Running

RESTORE = "RestoreTableToPointInTime"


def test_throttling_delays_planning_and_work_only(calm: Running) -> None:
    crew = calm.crew
    crew.aws.fault("throttle", "DescribeTable", count=8)
    crew.aws.fault("throttle", "CreateBackup", count=2)
    crew.aws.fault("throttle", "DescribeBackup", count=2)
    crew.aws.fault("throttle", "ListBackups", count=2)
    job_id = crew.asks("backup orders")
    crew.succeeds(job_id)
    (name,) = crew.backups(job_id)
    # What an earlier test began may have taken one of the two refusals.
    *throttled, made = [c["fault"] for c in crew.aws.calls("CreateBackup", BackupName=name)]
    assert (set(throttled), made) == ({"throttle"}, None)


@pytest.mark.parametrize(
    ("command", "action"),
    [("backup orders", "CreateBackup"), ("restore orders --latest", RESTORE)],
)
def test_a_denied_change_is_told_with_what_is_missing(
    calm: Running, command: str, action: str
) -> None:
    crew = calm.crew
    crew.aws.fault("deny", action)
    job_id = crew.asks(command, channel=ALERTS)
    if command.startswith("restore"):
        crew.types_approvals(job_id)
    crew.reaches(job_id, State.FAILED)
    shown = read(crew.told(job_id, "failed"))
    assert f"AWS denied {action} in prod/us-east-2." in shown
    assert re.search(f"Allow the worker's role `(dynamodb:)?{action}` there", shown)
    assert target(job_id) not in crew.tables()
    assert crew.backups(job_id) == []


def test_what_may_not_be_read_is_told_as_not_checked(calm: Running) -> None:
    crew = calm.crew
    for action in ("DescribeTimeToLive", "ListTagsOfResource", "GetServiceQuota"):
        crew.aws.fault("deny", action)
    job_id = crew.asks("restore orders --latest")
    crew.card(job_id, "awaiting approval")
    plan = crew.dossier(job_id).plan
    assert plan is not None
    why = [check.detail for check in plan.checks if check.result.value == "not checked"]
    assert any("no permission for GetServiceQuota" in each for each in why), plan.checks
    assert crew.alice.types(f"/ddbdr cancel {job_id}")["ok"]
    crew.reaches(job_id, State.CANCELLED)


def test_an_unreachable_region_is_waited_for_in_mid_restore(calm: Running) -> None:
    crew = calm.crew
    job_id = crew.restores("orders --latest")
    crew.aws.fault("unreachable")
    crew.says(job_id, "does not answer")
    crew.aws.clear_faults()
    crew.succeeds(job_id)
    assert len(crew.aws.calls(RESTORE, TargetTableName=target(job_id))) == 1


def test_a_lost_answer_is_looked_for_not_asked_for_again(calm: Running) -> None:
    crew = calm.crew
    for action in (RESTORE, "RestoreTableFromBackup", "CreateBackup"):
        crew.aws.fault("lost_answer", action, count=1)
    at_once = crew.restores("orders --latest")
    from_backup = crew.restores("invoices --backup latest --as invoices-again", channel=ALERTS)
    backup = crew.asks("backup customers")
    for job_id in (at_once, from_backup, backup):
        crew.succeeds(job_id)
    (name,) = crew.backups(backup)
    made = {
        RESTORE: {"TargetTableName": target(at_once)},
        "RestoreTableFromBackup": {"TargetTableName": "invoices-again"},
        "CreateBackup": {"BackupName": name},
    }
    for action, names in made.items():
        assert [call["fault"] for call in crew.aws.calls(action, **names)] == ["lost_answer"]
    assert {target(at_once), "invoices-again"} <= set(crew.tables())


def test_answers_after_six_seconds_come_too_late_and_change_nothing(calm: Running) -> None:
    crew = calm.crew
    # How long it waits for an answer is wall time, how long it looks afterwards is AWS's time.
    calm.stack.set_clock(speed=10)
    # The product gives up on an answer after six seconds; this one comes a little later.
    crew.aws.fault("slow", RESTORE, seconds=6.5, count=1)
    crew.aws.fault("slow", "CreateBackup", seconds=6.5, count=1)
    restore, backup = crew.restores("orders --latest"), crew.asks("backup sessions", channel=ALERTS)
    for job_id in (restore, backup):
        crew.succeeds(job_id)
    assert len(crew.aws.calls(RESTORE, TargetTableName=target(restore))) == 1
    assert len(crew.backups(backup)) == 1
    assert len(crew.aws.calls("CreateBackup", BackupName=crew.backups(backup)[0])) == 1


def test_an_aws_that_restores_at_once_and_knows_little_is_good_enough(calm: Running) -> None:
    crew = calm.crew
    crew.aws.profile(
        restore_seconds=0,
        backup_restore_seconds=0,
        backup_seconds=0,
        table_seconds=0,
        restore_summary=False,
        whole_seconds=True,
    )
    unknown = (
        "DescribeLimits",
        "GetServiceQuota",
        "DescribeTimeToLive",
        "ListTagsOfResource",
        "DescribeContinuousBackups",
        "DescribeKey",
    )
    for action in unknown:
        crew.aws.fault("not_supported", action)
    backup = crew.asks("backup orders", channel=ALERTS)
    crew.succeeds(backup)
    restores = [
        crew.restores("orders --latest"),
        crew.restores(f"orders --backup {crew.backups(backup)[0]} --as orders-from-backup"),
    ]
    for job_id in restores:
        job = crew.succeeds(job_id)
        plan = crew.dossier(job_id).plan
        assert plan is not None
        why = {check.name: check.detail for check in plan.checks if "because" in check.detail}
        assert any("this endpoint does not know" in each for each in why.values()), plan.checks
        table = job.facts_of("await-table")["table"]
        assert len(list(crew.items(table))) == len(list(crew.items("orders")))
    assert REGION in crew.job(backup).facts_of("create-backup")["arn"]
