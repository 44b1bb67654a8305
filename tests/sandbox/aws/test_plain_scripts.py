"""Plain boto3 scripts run on the sandbox as they stand, given nothing but AWS_* variables."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.running import RunningAws, running

SCRIPTS = Path(__file__).parent / "scripts"
SPEED = 1200
"""Twenty minutes of AWS's time pass in a second."""


@pytest.fixture
def fast() -> Iterator[RunningAws]:
    with running(speed=SPEED) as server:
        yield server


def run(script: str, server: RunningAws) -> list[str]:
    """Run a script to its end and return the lines it printed."""
    surroundings = {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_ACCESS_KEY_ID": "anything",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_DEFAULT_REGION": "us-east-2",
    }
    ended = subprocess.run(
        [sys.executable, str(SCRIPTS / f"{script}.py")],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_a_lost_table_comes_back_from_its_backup(fast: RunningAws) -> None:
    assert run("backup_and_restore", fast) == [
        "backups ['nightly']",
        "from True",
        "tags []",
        "items 60",
        "item {'id': 'o-7', 'total': Decimal('9.9')}",
    ]


def test_a_damaged_item_comes_back_from_the_moment_before(fast: RunningAws) -> None:
    assert run("point_in_time", fast) == [
        "orders 0",
        "orders-before 12",
        "TableAlreadyExistsException",
        "mode ACTIVE",
    ]


def test_a_role_sees_its_account_and_nobody_else_does(fast: RunningAws) -> None:
    assert run("other_account", fast) == [
        f"mine {PROD}",
        f"theirs {DR}",
        f"arn:aws:dynamodb:us-east-2:{DR}:table/ledger",
        "ResourceNotFoundException",
    ]
