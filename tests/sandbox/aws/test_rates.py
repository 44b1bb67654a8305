"""AWS's published request rates, per account and region, in wall time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.aws.accounts import DR
from sandbox.aws.call import Call, HttpRequest
from sandbox.aws.rates import CONTROL_PLANE, Rates
from sandbox.aws.running import RunningAws, running
from tests.sandbox.aws.raw import ask_aws
from tests.sandbox.aws.test_faults import ask

PUBLISHED = {
    "CreateBackup": 50,
    "RestoreTableFromBackup": 10,
    "DescribeBackup": 10,
    "DeleteBackup": 10,
    "ListBackups": 5,
    "DescribeContinuousBackups": 10,
    "ListTagsOfResource": 10,
}
BACKUP: dict[str, object] = {
    "BackupArn": "arn:aws:dynamodb:us-east-2:123456789012:table/t/backup/01489602797149-73"
}
SENT: dict[str, dict[str, object]] = {
    "CreateBackup": {"TableName": "none", "BackupName": "none"},
    "RestoreTableFromBackup": BACKUP | {"TargetTableName": "none"},
    "DescribeBackup": BACKUP,
    "DeleteBackup": BACKUP,
    "ListBackups": {},
    "DescribeContinuousBackups": {"TableName": "none"},
    "ListTagsOfResource": {"ResourceArn": "arn:aws:dynamodb:us-east-2:123456789012:table/none"},
}


class Wall:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def paced(wall: Wall) -> Iterator[RunningAws]:
    with running(speed=0, wall=wall) as aws:
        yield aws


def throttled(aws: RunningAws, action: str, **where: Any) -> bool:  # noqa: ANN401 - keywords of ask_aws
    status, body = ask_aws(aws.endpoint, "dynamodb", action, SENT[action], **where)
    refused = b"ThrottlingException" in body
    assert status == 400 or not refused
    return refused


@pytest.mark.parametrize("action", PUBLISHED)
def test_a_second_holds_so_many_calls(paced: RunningAws, wall: Wall, action: str) -> None:
    rate = PUBLISHED[action]
    assert [throttled(paced, action) for _ in range(rate + 2)] == [False] * rate + [True, True]
    wall.wait(1 / rate + 0.001)
    assert [throttled(paced, action) for _ in range(2)] == [False, True]
    wall.wait(60)
    assert [throttled(paced, action) for _ in range(rate + 1)] == [False] * rate + [True]


def test_each_region_and_account_has_a_rate_of_its_own(paced: RunningAws) -> None:
    assert [throttled(paced, "ListBackups") for _ in range(6)][-1]
    assert not throttled(paced, "ListBackups", region="us-west-1")
    assert not throttled(paced, "DescribeBackup")
    form = f"Action=AssumeRole&RoleArn=arn:aws:iam::{DR}:role/ddbdr&RoleSessionName=ddbdr"
    text = ask_aws(paced.endpoint, "sts", "AssumeRole", form=form)[1].decode()
    key = text.partition("<AccessKeyId>")[2].partition("<")[0]
    token = text.partition("<SessionToken>")[2].partition("<")[0]
    assert not throttled(paced, "ListBackups", key=key, token=token)


def test_the_refusal_is_in_aws_words(paced: RunningAws) -> None:
    for _ in range(6):
        status, body = ask_aws(paced.endpoint, "dynamodb", "ListBackups")
    assert (status, b'"Rate exceeded"' in body) == (400, True)


def test_rates_can_be_switched_off_and_are_told(paced: RunningAws) -> None:
    told = ask(paced, "GET", "rates")[1]
    assert told == {"on": True, "per_second": PUBLISHED, "control_plane": 2500}
    assert ask(paced, "PUT", "rates", {"on": False})[1]["on"] is False
    assert not any(throttled(paced, "ListBackups") for _ in range(20))
    assert ask(paced, "PUT", "rates", {})[0] == 422


def call(action: str, service: str = "dynamodb") -> Call:
    return Call(service, action, "us-east-2", "x", HttpRequest("POST", "/", "", {}, b"{}"))


def test_the_rest_of_the_control_plane_shares_its_rate_and_items_have_none() -> None:
    rates = Rates(lambda: 0.0)
    assert all(rates.allow(call("DescribeTable")) for _ in range(CONTROL_PLANE))
    assert not rates.allow(call("ListTables"))
    assert rates.allow(call("ListBackups"))
    assert all(rates.allow(call("PutItem")) for _ in range(CONTROL_PLANE + 1))
    assert rates.allow(call("ListKeys", "kms"))
