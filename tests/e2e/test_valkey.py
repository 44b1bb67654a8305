"""Valkey dies, loses the end of its file, or does not answer: jobs go on, people are told."""

import pytest

from recovery.ledger.audit import verify
from recovery.record import State
from sandbox.processes import wait_until
from tests.e2e.bad_day import BadDay
from tests.e2e.crew import target
from tests.e2e.outages import AWAY, Outage

RESTORE = "RestoreTableToPointInTime"


def test_what_was_acknowledged_survives_a_kill(bad_day: BadDay) -> None:
    crew, jobs = bad_day.crew, bad_day.outages.acknowledged
    assert len(set(jobs)) == 3
    for job_id in jobs:
        crew.succeeds(job_id)
        (name,) = crew.backups(job_id)
        assert len(crew.aws.calls("CreateBackup", BackupName=name)) == 1
        crew.told(job_id, "succeeded")


def test_a_torn_file_costs_its_last_command_and_nothing_else(bad_day: BadDay) -> None:
    crew, torn = bad_day.crew, bad_day.outages.torn
    log = (bad_day.rough.stack.folder / "valkey" / "valkey.log").read_text()
    assert "aof-load-truncated is enabled" in log
    for table, job_id in torn.items():
        crew.succeeds(job_id)
        verify(crew.ledger.jobs.audit(job_id))
        made = target(job_id, table)
        assert len(crew.aws.calls(RESTORE, TargetTableName=made)) == 1
        assert made in crew.tables()
        crew.told(job_id, "succeeded")


@pytest.mark.parametrize("how", AWAY)
def test_while_it_is_away_people_are_told_in_time(bad_day: BadDay, how: str) -> None:
    outage: Outage = bad_day.outages.away[how]
    assert set(outage.answered) == {"/ddbdr backup orders", "/ddbdr jobs", "/ddbdr approve"}
    for said in outage.answered.values():
        assert "The ledger cannot be reached" in said or "The ledger did not answer" in said
    assert "nothing was started" in outage.modal


@pytest.mark.parametrize("how", AWAY)
def test_while_it_is_away_nothing_is_half_written(bad_day: BadDay, how: str) -> None:
    crew, outage = bad_day.crew, bad_day.outages.away[how]
    # A Valkey that hangs does late what it was sent before anyone noticed: then it is whole.
    assert len(outage.appeared) <= {"gone": 0, "frozen": 1}[how]
    assert outage.decisions_after == 0
    for job_id in (outage.running, outage.decided_after, *outage.appeared):
        crew.succeeds(job_id)
        crew.told(job_id, "succeeded")
    assert [d.person.user for d in crew.dossier(outage.decided_after).decisions] == ["U02BOB"]


def test_no_process_ends_because_of_it(bad_day: BadDay) -> None:
    crew = bad_day.crew
    assert bad_day.outages.pids_after == bad_day.outages.pids_before
    wait_until("a calm due set", lambda: crew.ledger.due.counts(now=crew.now())["overdue"] == 0)
    assert not [job for job in crew.ledger.jobs.open_jobs(limit=100) if job.state is State.STUCK]
