"""Processes that are started while somebody asks for the end."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.processes import TERMINATED, Process, Supervisor, undisturbed, unwind_on_sigterm


@pytest.fixture
def unwinding() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    unwind_on_sigterm()
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("unwinding")
@pytest.mark.parametrize("trouble", [False, True])
def test_who_is_told_to_end_finishes_what_it_began(*, trouble: bool) -> None:
    done = []

    def start() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGTERM)
            done.append("the block")
            if trouble:
                raise OSError

    with pytest.raises(SystemExit) as ended:
        start()
    assert done == ["the block"]
    assert ended.value.code == TERMINATED


def test_a_supervisor_that_was_ended_while_it_started_ends_what_it_had_started(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    first = Process("first", command, {}, tmp_path / "log")
    first.start()
    Supervisor([first]).stop()
    assert first.pid is None
