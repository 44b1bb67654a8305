"""Whatever is killed, wherever a job is: the same end, once on AWS, told in one message."""

import pytest

from tests.e2e.bad_day import BadDay
from tests.e2e.crew import target
from tests.e2e.strikes import STRIKES, Strike

RESTORE = "RestoreTableToPointInTime"


@pytest.mark.parametrize("strike", STRIKES, ids=str)
def test_a_restore_ends_the_same(bad_day: BadDay, strike: Strike) -> None:
    crew, job_id = bad_day.crew, bad_day.struck[str(strike)]
    crew.succeeds(job_id)
    asked = crew.aws.calls(RESTORE, TargetTableName=target(job_id))
    assert [call["region"] for call in asked] == [strike.region]
    assert crew.tables(strike.region) == [target(job_id)]
    restored = {item["order_id"]["S"] for item in crew.items(target(job_id), strike.region)}
    assert restored == {item["order_id"]["S"] for item in crew.items("orders")}
    told = crew.told(job_id, "succeeded")
    assert told["text"].startswith(f"{job_id} · restore orders · succeeded — {target(job_id)}")


@pytest.mark.parametrize("name", ["backup", "batch"])
def test_a_backup_ends_the_same(bad_day: BadDay, name: str) -> None:
    crew, job_id = bad_day.crew, bad_day.struck[name]
    crew.succeeds(job_id)
    (backup,) = crew.backups(job_id)
    assert len(crew.aws.calls("CreateBackup", BackupName=backup)) == 1
    crew.told(job_id, "succeeded")


def test_every_process_runs_again(bad_day: BadDay) -> None:
    assert all(process.pid for process in bad_day.rough.stack.processes.values())
