"""A measurement that is told to end leaves nothing running."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.isolation import environment
from sandbox.processes import ROOT, wait_until


def descendants(root: int) -> dict[int, str]:
    """Pid to command line of everything that `root` has started, and what that has."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="],  # noqa: S607  ps is where it is
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    processes = [(int(pid), int(parent), args[0] if args else "") for pid, parent, *args in rows]
    found: dict[int, str] = {}
    parents = {root}
    while parents:
        born = {pid: args for pid, parent, args in processes if parent in parents}
        found |= born
        parents = set(born)
    return found


def is_there(pid: int) -> bool:
    """Whether a process of that id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("bench_name", "is_last", "least"),
    [
        ("bench.ack", "bench.echo", 4),  # Slack, AWS, the bot and the peer, some with workers
        ("bench.ack", "sandbox slack", 1),  # while the rest is being started
        ("bench.slack_side", "sandbox slack", 2),
    ],
)
def test_a_bench_ended_by_sigterm_takes_its_processes_with_it(
    tmp_path: Path, bench_name: str, is_last: str, least: int
) -> None:
    outside = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    with (tmp_path / "bench.log").open("wb") as log:
        bench = subprocess.Popen(
            [sys.executable, "-m", bench_name],
            cwd=ROOT,
            env=environment(outside),
            stdout=log,
            stderr=log,
        )
    started: dict[int, str] = {}

    def is_up() -> bool:
        started.update(descendants(bench.pid))
        return any(is_last in args for args in started.values())

    try:
        wait_until("the bench to measure", is_up, seconds=60)
        bench.send_signal(signal.SIGTERM)
        assert bench.wait(30) == 128 + signal.SIGTERM
        assert len(started) >= least
        wait_until("all to end", lambda: not any(map(is_there, started)), seconds=10)
    finally:
        for pid in filter(is_there, started):
            os.kill(pid, signal.SIGKILL)
        bench.kill()
        bench.wait()
