"""Ten thousand waiting jobs, one clock, two workers: how late is a look, and what does it cost?"""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.stub_aws import StubAws
from bench.table import Line, show
from recovery.job import Job
from recovery.ledger import Change, Ledger
from recovery.people import Person
from recovery.plan import Plan, PlannedStep, TimeEstimate
from recovery.record import State, StepRecord
from sandbox.processes import unwind_on_sigterm
from sandbox.stack import Stack

JOBS = 10_000
EVERY_SECONDS = 60.0
WARM_SECONDS = 75.0
MEASURED_SECONDS = 75.0
LIST_BACKUPS_A_SECOND = 5
DESCRIBE_BACKUP_A_SECOND = 10
ALICE = Person(team="T01TEST", user="U01ALICE")


def plan(now: datetime) -> Plan:
    """The same plan for each: what differs between the jobs is which backup they wait for."""
    order = {"account": "prod", "region": "us-east-2", "table": "bench", "name": "bench"}
    names = ("check-again", "create-backup", "await-backup")
    return Plan(
        kind="backup",
        title="Back up bench",
        account="prod",
        account_id="123456789012",
        region="us-east-2",
        source={"table_arn": "arn:aws:dynamodb:us-east-2:123456789012:table/bench"},
        target={"backup_name": "bench", "region": "us-east-2"},
        steps=tuple(
            PlannedStep(name=name, params=order, deadline_seconds=86_400) for name in names
        ),
        time=TimeEstimate(low_seconds=None, high_seconds=None, basis="bench"),
        planned_at=now,
    )


def waiting_job(number: int, made: Plan, now: datetime, arn: str) -> Job:
    """A job that waits for a backup that never ends; due somewhere in the next minute."""
    begun = now - timedelta(hours=1)
    steps = [StepRecord.of(step) for step in made.steps]
    created = {"arn": arn, "started_at": begun.isoformat()}
    steps[0] = steps[0].model_copy(update={"began": begun, "ended": begun})
    steps[1] = steps[1].model_copy(update={"began": begun, "ended": begun, "facts": created})
    steps[2] = steps[2].model_copy(update={"began": begun})
    return Job(
        id=f"J-{number:07d}",
        kind="backup",
        params={"table": "bench"},
        table="bench",
        command="backup bench",
        requester=ALICE,
        channel="C01OPS",
        state=State.RUNNING,
        plan_digest=made.digest,
        steps=tuple(steps),
        cursor=2,
        due=now + timedelta(seconds=EVERY_SECONDS * number / JOBS),
        created=begun,
        changed=begun,
        approved_at=begun,
    )


def fill(ledger: Ledger, stub: StubAws) -> None:
    """Write all jobs, and the backups that they wait for."""
    now = datetime.now(UTC)
    made = plan(now)
    for number in range(JOBS):
        arn = f"arn:aws:dynamodb:us-east-2:123456789012:table/bench/backup/0-{number}"
        stub.backups.append(
            {
                "BackupArn": arn,
                "BackupName": f"bench-{number}",
                "BackupStatus": "CREATING",
                "BackupType": "USER",
                "TableName": "bench",
                "TableArn": made.source["table_arn"],
                "BackupCreationDateTime": time.time() - 3600,
            }
        )
        change = Change(event="bench", actor="bench", detail={}, plan=made)
        ledger.jobs.create(waiting_job(number, made, now, arn), change)


def dues(ledger: Ledger) -> dict[str, datetime]:
    """When each job is looked at next."""
    found = {}
    for number in range(JOBS):
        job = ledger.jobs.load(f"J-{number:07d}")
        if job is not None and job.due is not None:
            found[job.id] = job.due
    return found


def lags(before: dict[str, datetime], after: dict[str, datetime]) -> list[float]:
    """Seconds by which each look was late, from how its next one moved: on time it is 60 s."""
    late = []
    for id_, due in before.items():
        moved = (after[id_] - due).total_seconds()
        looks = round(moved / EVERY_SECONDS)
        if looks:
            late.append((moved - looks * EVERY_SECONDS) / looks)
    return sorted(late)


def memory(pids: list[int]) -> float:
    """Megabytes that these processes and their children take; what they share counts once."""
    total = 0
    parents = {pid: _parent(pid) for pid in _pids()}
    for pid, parent in parents.items():
        if pid in pids or parent in pids or parents.get(parent) in pids:
            total += _number(pid, "smaps_rollup", "Pss")
    return total / 1024


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _number(pid: int, file: str, name: str) -> int:
    """A figure of what Linux tells of a process; 0 if that has ended."""
    try:
        text = Path(f"/proc/{pid}/{file}").read_text()
    except OSError:
        return 0
    found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _parent(pid: int) -> int:
    return _number(pid, "status", "PPid")


def main() -> None:
    """Fill, wait until it is steady, measure a minute and a quarter."""
    unwind_on_sigterm()
    stub = StubAws()
    stub.start()
    product = ("clock", "worker")
    with Stack(product=product, aws_url=stub.url) as stack:
        ledger = stack.ledger
        fill(ledger, stub)
        time.sleep(WARM_SECONDS)
        stub.calls.clear()
        before = dues(ledger)
        time.sleep(MEASURED_SECONDS)
        after = dues(ledger)
        late = lags(before, after)
        pids = [stack.processes[name].pid or 0 for name in product]
        resident = memory(pids)
        stored = stack.valkey.megabytes() if stack.valkey else float("nan")
    p95 = late[int(0.95 * len(late))] if late else float("inf")
    lists, describes = stub.per_second("ListBackups"), stub.per_second("DescribeBackup")
    show(
        f"{JOBS:,} jobs waiting for a backup, each looked at every {EVERY_SECONDS:.0f} s",
        [
            Line("jobs looked at", f"{len(late):,}", f"all {JOBS:,}", len(late) == JOBS),
            Line("late by, p95", f"{p95:.2f} s", "≤ 5 s", p95 <= 5),
            Line("late by, worst", f"{late[-1] if late else 0:.2f} s"),
            Line(
                "ListBackups a second, most",
                f"{max(lists, default=0)} ({sum(lists)} in all)",
                f"≤ {LIST_BACKUPS_A_SECOND}/s",
                max(lists, default=0) <= LIST_BACKUPS_A_SECOND,
            ),
            Line(
                "DescribeBackup a second, most",
                f"{max(describes, default=0)} ({sum(describes)} in all)",
                f"≤ {DESCRIBE_BACKUP_A_SECOND}/s",
                max(describes, default=0) <= DESCRIBE_BACKUP_A_SECOND,
            ),
            Line("memory of clock and pool, what is shared once", f"{resident:.0f} MB"),
            Line("memory of Valkey", f"{stored:.0f} MB"),
        ],
    )


if __name__ == "__main__":
    main()
