"""Calls from many threads take their turn."""

import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from sandbox.aws.app import Aws
from sandbox.aws.call import HttpRequest
from sandbox.aws.profile import Profile
from sandbox.clock import SandboxClock

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads interrupt each other as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def ask(aws: Aws, action: str, payload: Mapping[str, object]) -> dict[str, object]:
    answer = aws.answer(
        HttpRequest(
            method="POST",
            path="/",
            query="",
            headers={
                "authorization": "AWS4-HMAC-SHA256 Credential=x/20261102/us-east-2/dynamodb/a, y",
                "x-amz-target": f"DynamoDB_20120810.{action}",
                "content-type": "application/x-amz-json-1.0",
            },
            body=json.dumps(payload).encode(),
        )
    )
    assert answer is not None
    assert answer.status == 200, answer.body
    body: dict[str, object] = json.loads(answer.body)
    return body


@pytest.mark.usefixtures("hasty_threads")
def test_no_update_is_lost_between_threads() -> None:
    aws = Aws(SandboxClock(NOW, 0, lambda: NOW), Profile(table_seconds=0))
    ask(
        aws,
        "CreateTable",
        {
            "TableName": "orders",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    )
    key = {"TableName": "orders", "Key": {"id": {"S": "counter"}}}

    def add(_: int) -> None:
        one = {":one": {"N": "1"}}
        expression = {"UpdateExpression": "ADD hits :one", "ExpressionAttributeValues": one}
        ask(aws, "UpdateItem", key | expression)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(200)))
    assert ask(aws, "GetItem", key) == {"Item": {"id": {"S": "counter"}, "hits": {"N": "200"}}}
