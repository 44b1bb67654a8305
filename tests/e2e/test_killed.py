"""Whatever is killed, wherever a job is: the same end, once on AWS, told in one message."""

import pytest

from sandbox.processes import wait_until
from tests.e2e.conftest import Running
from tests.e2e.crew import target
from tests.e2e.strikes import STRIKES, Strike, lose_batch, strike_all, strike_backup
from tests.e2e.victims import rq_workers

RESTORE = "RestoreTableToPointInTime"


@pytest.fixture(scope="module")
def struck(rough: Running) -> dict[str, str]:
    """Name of each strike to the job it hit."""
    jobs = {"batch": lose_batch(rough), "backup": strike_backup(rough)}
    return jobs | strike_all(rough)


@pytest.mark.parametrize("strike", STRIKES, ids=str)
def test_a_restore_ends_the_same(rough: Running, struck: dict[str, str], strike: Strike) -> None:
    crew, job_id = rough.crew, struck[str(strike)]
    crew.succeeds(job_id)
    asked = crew.aws.calls(RESTORE, TargetTableName=target(job_id))
    assert [call["region"] for call in asked] == [strike.region]
    assert crew.tables(strike.region) == [target(job_id)]
    restored = {item["order_id"]["S"] for item in crew.items(target(job_id), strike.region)}
    assert restored == {item["order_id"]["S"] for item in crew.items("orders")}
    told = crew.told(job_id, "succeeded")
    assert told["text"].startswith(f"{job_id} · restore orders · succeeded — {target(job_id)}")


@pytest.mark.parametrize("name", ["backup", "batch"])
def test_a_backup_ends_the_same(rough: Running, struck: dict[str, str], name: str) -> None:
    crew, job_id = rough.crew, struck[name]
    crew.succeeds(job_id)
    (backup,) = crew.backups(job_id)
    assert len(crew.aws.calls("CreateBackup", BackupName=backup)) == 1
    crew.told(job_id, "succeeded")


def test_everything_runs_again(rough: Running, struck: dict[str, str]) -> None:
    assert struck
    processes = rough.stack.processes
    assert all(process.pid for process in processes.values())
    wait_until("both workers", lambda: len(rq_workers(processes["worker"])) == 2, seconds=30)
