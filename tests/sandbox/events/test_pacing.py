"""What is due happens by itself, on the sandbox's clock, without anybody calling."""

import threading
import time
from datetime import datetime, timedelta

import pytest

from sandbox.aws.running import RunningAws, running
from tests.sandbox.conftest import START
from tests.sandbox.events.wires import let_pass

PATIENCE = 20


def fall_asleep(aws: RunningAws) -> None:
    """Let the thread do all there is to do, and begin to wait."""
    let_pass(aws, 0)
    time.sleep(0.05)


def test_what_a_jump_of_the_clock_passes_happens_in_its_order(aws: RunningAws) -> None:
    done: list[datetime] = []
    over = threading.Event()
    for hour in (3, 1, 2):
        aws.plan(START + timedelta(hours=hour), done.append)
    aws.plan(START + timedelta(hours=3), lambda _: over.set())
    fall_asleep(aws)
    aws.advance(3 * 3600)
    assert over.wait(PATIENCE)
    assert done == [START + timedelta(hours=hour) for hour in (1, 2, 3)]


def test_time_that_runs_brings_it_about() -> None:
    over = threading.Event()
    with running(speed=3600, start=START) as aws:
        aws.plan(START + timedelta(minutes=30), lambda _: over.set())
        assert over.wait(PATIENCE)
        assert aws.now() >= START + timedelta(minutes=30)


def test_time_that_begins_to_run_brings_it_about(aws: RunningAws) -> None:
    over = threading.Event()
    aws.plan(START + timedelta(hours=1), lambda _: over.set())
    fall_asleep(aws)
    aws.set_clock(speed=100_000)
    assert over.wait(PATIENCE)


def test_an_act_that_is_due_before_the_one_waited_for_is_not_late() -> None:
    over = threading.Event()
    with running(speed=1, start=START) as aws:
        aws.plan(START + timedelta(days=1), lambda _: None)
        aws.plan(aws.now() + timedelta(seconds=0.1), lambda _: over.set())
        assert over.wait(PATIENCE)


def test_an_act_that_fails_is_shown_and_stops_no_other(
    aws: RunningAws, capfd: pytest.CaptureFixture[str]
) -> None:
    over = threading.Event()

    def fail(_: datetime) -> None:
        raise ZeroDivisionError("the act's own trouble")

    aws.plan(START + timedelta(seconds=1), fail)
    aws.plan(START + timedelta(seconds=2), lambda _: over.set())
    aws.advance(5)
    assert over.wait(PATIENCE)
    assert "the act's own trouble" in capfd.readouterr().err


def test_it_ends_with_its_server() -> None:
    with running(speed=0):
        assert "pacing" in {thread.name for thread in threading.enumerate()}
    assert "pacing" not in {thread.name for thread in threading.enumerate()}
