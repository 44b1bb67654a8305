"""Answers of endpoints that are not AWS: fields left out, other times, pages of HTML."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config as BotoConfig

from recovery.ledger.memory import MemoryLedger
from workers.aws.calls import Calls
from workers.aws.dynamodb import BotoDynamoDb
from workers.aws.errors import Rejected, Uncertain
from workers.aws.reading import read_backup, read_backup_detail, read_backups

ARN = "arn:aws:dynamodb:us-east-2:123456789012:table/orders/backup/01-0a"
MADE = datetime(2026, 11, 12, 2, 4, tzinfo=UTC)
DETAILS = {
    "BackupArn": ARN,
    "BackupName": "nightly",
    "BackupStatus": "AVAILABLE",
    "BackupCreationDateTime": MADE,
}


@pytest.fixture
def answers() -> list[Any]:
    """What the endpoint will answer, already parsed as botocore does."""
    return []


@pytest.fixture
def dynamodb(answers: list[Any]) -> BotoDynamoDb:
    client: Any = boto3.client(
        "dynamodb",
        region_name="us-east-2",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=BotoConfig(retries={"total_max_attempts": 1}),
    )

    def answer(**_: object) -> tuple[Any, dict[str, Any]]:
        class Http:
            status_code = 200

        return Http(), answers.pop(0)

    client.meta.events.register("before-call.dynamodb", answer)
    calls = Calls(
        place="prod/us-east-2",
        rates=MemoryLedger().rates,
        wall=lambda: 1.0,
        guard=lambda _seconds: None,
    )
    return BotoDynamoDb(calls, reading=client, changing=client)


@pytest.mark.parametrize(
    "read",
    [
        lambda dynamodb: dynamodb.describe_table("orders"),
        lambda dynamodb: dynamodb.describe_point_in_time("orders"),
        lambda dynamodb: dynamodb.describe_backup(ARN),
        lambda dynamodb: dynamodb.describe_ttl("orders"),
        lambda dynamodb: dynamodb.list_tables(),
    ],
)
@pytest.mark.parametrize("answer", [{}, {"message": "<html>"}])
def test_an_answer_without_its_content_is_an_error_of_ours(
    dynamodb: BotoDynamoDb,
    answers: list[Any],
    answer: dict[str, str],
    read: Callable[[BotoDynamoDb], object],
) -> None:
    answers.append(answer)
    with pytest.raises(Rejected, match="cannot be read") as caught:
        read(dynamodb)
    assert not caught.value.code  # AWS gave none


def test_an_endpoint_that_answers_the_same_page_for_ever_is_read_once_more(
    dynamodb: BotoDynamoDb, answers: list[Any]
) -> None:
    tables = {"TableNames": ["orders"], "LastEvaluatedTableName": "orders"}
    backups = {"BackupSummaries": [DETAILS], "LastEvaluatedBackupArn": ARN}
    answers += [tables, tables, backups, backups]
    assert dynamodb.list_tables()[1] == "orders"
    assert dynamodb.list_tables(start_after="orders")[1] == ""
    assert dynamodb.list_backups().next_arn == ARN
    assert dynamodb.list_backups(start_after=ARN).next_arn == ""


def test_a_change_whose_answer_cannot_be_read_may_have_been_done(
    dynamodb: BotoDynamoDb, answers: list[Any]
) -> None:
    answers.append({"message": "<html>"})
    with pytest.raises(Uncertain):
        dynamodb.create_backup("orders", "nightly")


def test_a_listing_that_names_no_tables_is_read_by_its_arns() -> None:
    page = read_backups({"BackupSummaries": [DETAILS]})
    assert [(one.table, one.name) for one in page.backups] == [("orders", "nightly")]
    detail = read_backup_detail({"BackupDetails": DETAILS, "SourceTableDetails": {}})
    assert detail.backup.table == "orders"
    assert detail.table is None


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_utc")
def test_a_time_without_a_zone_is_utc() -> None:
    naive = DETAILS | {"BackupCreationDateTime": MADE.replace(tzinfo=None)}
    assert read_backup(naive, table="orders").created == MADE
