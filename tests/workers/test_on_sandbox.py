"""Whole jobs through boto3, on the sandbox's AWS: what the in-memory one promises holds there."""

from datetime import timedelta

import pytest

from recovery.record import State
from sandbox.aws.faults import Kind
from sandbox.aws.running import RunningAws
from tests.workers.sandbox_world import SandboxWorld, client
from tests.workers.world import ALICE


@pytest.mark.usefixtures("orders")
def test_a_backup(sandbox: RunningAws) -> None:
    world = SandboxWorld(sandbox)
    job_id = world.ask("backup", "orders")
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    (summary,) = client(sandbox).list_backups()["BackupSummaries"]
    assert (summary["BackupName"], summary["BackupStatus"]) == (f"orders-{job_id}", "AVAILABLE")
    assert [notice.key for notice in world.notices()] == [summary["BackupArn"]]


@pytest.mark.parametrize("region", ["us-east-2", "us-west-1"])
@pytest.mark.usefixtures("orders")
def test_a_restore_to_before_the_damage(sandbox: RunningAws, region: str) -> None:
    world = SandboxWorld(sandbox)
    at = (sandbox.now() - timedelta(seconds=930)).replace(microsecond=0)
    job_id = world.ask("restore", "orders", at=at.isoformat(), region=region)
    world.approved(job_id)
    assert "1 tag" in world.plan(job_id).stays_away
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    there = client(sandbox, region)
    item = there.get_item(TableName="orders-ddbdr-7F3K2Q1", Key={"id": {"S": "1"}})["Item"]
    assert item["total"] == {"N": "10"}
    assert len(sandbox.calls("RestoreTableToPointInTime")) == 1


@pytest.mark.parametrize("kind", ["lost_answer", "error", "unreachable", "throttle"])
@pytest.mark.usefixtures("orders")
def test_whatever_happens_to_the_call_there_is_one_backup(sandbox: RunningAws, kind: Kind) -> None:
    world = SandboxWorld(sandbox)
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: world.job(job_id).cursor == 1)
    sandbox.fault("CreateBackup", kind, count=1)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert len(client(sandbox).list_backups()["BackupSummaries"]) == 1


@pytest.mark.usefixtures("orders")
def test_a_cancelled_restore_leaves_no_table(sandbox: RunningAws) -> None:
    world = SandboxWorld(sandbox)
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert client(sandbox).list_tables()["TableNames"] == ["orders"]


@pytest.mark.usefixtures("orders")
def test_a_deleted_table_comes_back_under_its_name(sandbox: RunningAws) -> None:
    client(sandbox).delete_table(TableName="orders")
    sandbox.advance(60)
    world = SandboxWorld(sandbox)
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert client(sandbox).list_tables()["TableNames"] == ["orders"]
