"""Finding and killing processes from outside, as a machine's bad day does."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

from sandbox.processes import Process, wait_until


def children(pid: int) -> list[int]:
    """Ids of a process's direct children, from /proc; none if it is gone."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in parentheses, may hold anything; state and parent follow it.
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def descendants(pid: int) -> Iterator[int]:
    """Children, their children, and so on."""
    for child in children(pid):
        yield child
        yield from descendants(child)


def environment_of(pid: int) -> dict[str, str]:
    """The environment a process was started with; none if it is gone."""
    try:
        pairs = Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0")
    except OSError:
        return {}
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs) if name}


def pid_of(process: Process) -> int:
    """Its id; it has to run."""
    assert process.pid is not None, f"{process.name} does not run:\n{process.said()}"
    return process.pid


def rq_workers(pool: Process) -> list[int]:
    """The RQ workers of the pool."""
    return children(pid_of(pool))


def horses(pool: Process) -> list[int]:
    """The work horses: what the RQ workers forked for the batch at hand."""
    return [horse for worker in rq_workers(pool) for horse in children(worker)]


def kill(pid: int) -> None:
    """SIGKILL; one that is gone already is as dead as it should be."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_alive(pid: int) -> bool:
    """Whether a process of that id runs."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def kill_and_await_another(process: Process) -> None:
    """SIGKILL its whole group and wait until its supervisor has started it again."""
    before = pid_of(process)
    process.kill()
    wait_until(f"another {process.name}", lambda: process.pid not in {None, before}, seconds=60)
