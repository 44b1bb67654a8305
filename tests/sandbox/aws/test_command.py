"""`python -m sandbox aws`, `outage`, `pass`: real processes in an environment that leads astray."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ConnectionClosedError

from sandbox.aws.clients import dynamodb, kms
from sandbox.aws.running import running
from sandbox.isolation import environment
from sandbox.processes import ROOT
from tests.e2e.running import HOSTILE

SANDBOX = [sys.executable, "-m", "sandbox"]
ASTRAY = environment({}) | HOSTILE | {"DDBDR_CLOCK_URL": "http://192.0.2.1/_sandbox/clock"}


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process of the sandbox and the line it starts with."""
    # What a shell runs in its background ignores the signal, and hands that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*SANDBOX, *arguments],
        cwd=ROOT,
        env=ASTRAY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SANDBOX, *arguments],
        cwd=ROOT,
        env=ASTRAY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_says_where_it_is_works_and_ends_quietly() -> None:
    with started("aws", "--port", "0") as (process, line):
        found = re.search(r"http://127\.0\.0\.1:[1-9]\d*", line)
        assert found is not None, line
        with closing(dynamodb(found[0], "us-east-2")) as tables:
            assert tables.list_tables()["TableNames"] == []
        with closing(kms(found[0], "us-east-2")) as keys:
            assert keys.create_key()["KeyMetadata"]["Enabled"]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")


def test_both_sides_end_quietly() -> None:
    with started("all", "--port", "0") as (process, line):
        assert line.startswith("AWS is at http://127.0.0.1:")
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Slack is at http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = run("aws", "--port", str(port))
    assert ran.returncode == 2
    assert ran.stderr == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104 - what is refused
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    ran = run("aws", "--port", "0", "--host", host)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"the sandbox binds loopback only, not {host}\n"


def test_a_region_goes_and_comes_back_by_command() -> None:
    with running(speed=0) as aws, closing(dynamodb(aws.endpoint, "us-east-2")) as client:
        gone = run("outage", "us-east-2", "--endpoint", aws.endpoint, "--kind", "refused")
        assert (gone.returncode, gone.stdout) == (0, "Out: us-east-2 (refused)\n")
        with pytest.raises(ConnectionClosedError):
            client.list_tables()
        back = run("outage", "us-east-2", "--endpoint", aws.endpoint, "--end")
        assert (back.returncode, back.stdout) == (0, "Out: no region\n")
        client.list_tables()
        wrong = run("outage", "ohio", "--endpoint", aws.endpoint)
        assert wrong.returncode == 2
        assert "region" in wrong.stderr
        assert "Traceback" not in wrong.stderr


def test_time_passes_by_command_and_what_is_due_happens() -> None:
    with running(speed=0) as aws:
        began = aws.now()
        due: list[datetime] = []
        aws.plan(began + timedelta(hours=2), due.append)
        ran = run("pass", "3h", "--endpoint", aws.endpoint)
        ended = began + timedelta(hours=3)
        assert ran.stdout == f"It is {ended:%Y-%m-%d %H:%M:%S} UTC there now.\n"
        assert due == [began + timedelta(hours=2)]
        wrong = run("pass", "soon", "--endpoint", aws.endpoint)
        assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
        assert aws.now() == ended


def test_no_sandbox_at_the_endpoint_is_one_clear_line() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unused.getsockname()[1]}"
        ran = run("outage", "us-east-2", "--endpoint", endpoint)
    assert ran.returncode == 2
    assert ran.stderr == f"no sandbox answers at {endpoint}: Connection refused\n"


def test_an_endpoint_elsewhere_is_never_asked() -> None:
    ran = run("outage", "us-east-2", "--endpoint", "https://dynamodb.us-east-2.amazonaws.com")
    assert ran.returncode == 2
    assert "which is not this machine" in ran.stderr
