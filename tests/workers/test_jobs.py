"""Whole jobs, from the question to their end, with AWS in memory."""

from datetime import timedelta

from recovery.record import State
from tests.workers.world import START, World
from workers.aws.models import GlobalIndex


def test_a_backup_is_made_without_approval_and_told() -> None:
    world = World()
    world.cloud.add_table("orders")
    job_id = world.ask("backup", "orders")
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED
    assert [backup.detail.backup.name for backup in world.cloud.region().backups.values()] == [
        f"orders-{job_id}"
    ]
    assert [(notice.name, notice.table) for notice in world.notices()] == [
        ("BackupCompleted", "orders")
    ]
    assert job.facts_of("await-backup")["items"] == 1000
    assert len(world.observations("backup")) == 1


def test_a_restore_waits_for_approval_and_makes_a_new_table() -> None:
    world = World()
    world.cloud.add_table("orders", global_indexes=(GlobalIndex(name="by-customer"),))
    at = START - timedelta(minutes=10)
    job_id = world.ask("restore", "orders", at=at.isoformat())
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    assert world.cloud.count("RestoreTableToPointInTime") == 0
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    restored = world.cloud.region().tables["orders-ddbdr-7F3K2Q1"].table
    assert restored.restore is not None
    assert restored.restore.restore_at == at
    assert job.facts_of("await-table")["table"] == "orders-ddbdr-7F3K2Q1"
    assert job.facts_of("await-table")["seconds"] >= 1200
    assert world.cloud.count("RestoreTableToPointInTime") == 1
