"""`ddbdr` in a terminal, against the ledger of a running stack: it reads, and changes nothing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.processes import wait_until
from tests.e2e.crew import REGION
from tests.e2e.running import Running
from workers.chores.names import INVENTORY

DDBDR = Path(sys.executable).with_name("ddbdr")
SHOWN = {
    "jobs --all": ["{job}", "backup", "customers", "succeeded"],
    "job {job}": ["{job}", "customers", "succeeded", "for the terminal"],
    "status": ["orders"],
    "health": ["bot", "poster", "clock", "worker", "listener"],
    "tables": ["orders", "customers", "sessions", "us-east-2"],
    "backups customers": ["customers-{job}"],
}
Ran = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def job_id(calm_stack: Running) -> str:
    """A backup that has succeeded, and is in the inventory."""
    crew = calm_stack.crew
    job_id = crew.asks("backup customers --reason 'for the terminal'")
    crew.succeeds(job_id)
    crew.ledger.due.wake(f"{INVENTORY}prod/{REGION}", now=crew.now())
    wait_until(
        "the inventory",
        lambda: any(job_id in entry.name for entry in crew.ledger.sightings.backups()),
        seconds=90,
    )
    return job_id


@pytest.fixture(scope="module")
def printed(calm_stack: Running, job_id: str) -> dict[str, Ran]:
    """What each command came to; two at a time, for most of it is Python starting."""
    with ThreadPoolExecutor(2) as threads:
        ran = threads.map(lambda words: terminal(calm_stack, words.format(job=job_id)), SHOWN)
        return dict(zip(SHOWN, ran, strict=True))


def terminal(calm_stack: Running, words: str) -> Ran:
    """Run `ddbdr …` as somebody with the product's settings would."""
    return subprocess.run(
        [DDBDR, *words.split()],
        env=calm_stack.stack.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("words", SHOWN)
def test_it_reads(printed: dict[str, Ran], job_id: str, words: str) -> None:
    ran = printed[words]
    assert (ran.returncode, ran.stderr) == (0, "")
    missing = [each for each in SHOWN[words] if each.format(job=job_id) not in ran.stdout]
    assert not missing, ran.stdout


def test_it_changes_nothing(calm_stack: Running) -> None:
    before = calm_stack.crew.ledger.jobs.page(size=1, page=1).total
    ran = terminal(calm_stack, "backup orders")
    assert ran.returncode == 2
    assert "the terminal only reads. In Slack: /ddbdr backup orders" in ran.stderr
    assert calm_stack.crew.ledger.jobs.page(size=1, page=1).total == before
