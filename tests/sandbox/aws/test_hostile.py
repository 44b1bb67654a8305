"""What no client should send: always a refusal in AWS's form, never a failure of the sandbox."""

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sandbox.aws.dynamodb import OURS
from sandbox.aws.items.actions import ACTIONS
from sandbox.aws.running import RunningAws
from sandbox.aws.shapes import operation
from tests.sandbox.aws.raw import ask_aws, authorization, code_of, send

if TYPE_CHECKING:
    from tests.sandbox.aws.conftest import Tables

KEY = {"id": {"S": "a"}}
ORDERS = {
    "TableName": "orders",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ONE = {":a": {"N": "1"}}
SCAN = {"TableName": "orders", "ExpressionAttributeValues": ONE}
QUERY = {"TableName": "orders", "ExpressionAttributeValues": {":a": {"S": "a"}}}
WHERE, SET, ONE_ITEM = "SELECT * FROM orders WHERE ", "UPDATE orders SET v=", " WHERE id='a'"
ITEM = KEY | {"tags": {"SS": ["x"]}, "n": {"N": "1"}, "name": {"S": "abc"}}
POINT = {"SourceTableName": "orders", "TargetTableName": "back"}


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"S": "x"}
    for _ in range(levels):
        value = {"L": [value]}
    return value


def token(start: object) -> dict[str, str]:
    encoded = base64.b64encode(json.dumps(start).encode()).decode()
    return {"Statement": "SELECT * FROM orders", "NextToken": encoded}


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("Scan", SCAN | {"FilterExpression": "NOT " * 1000 + "a=:a"}),
        ("Scan", SCAN | {"FilterExpression": "(" * 1000 + "a=:a" + ")" * 1000}),
        ("Query", QUERY | {"KeyConditionExpression": "(" * 1000 + "id=:a" + ")" * 1000}),
        ("Query", {"TableName": "orders", "KeyConditions": {}}),
        ("PutItem", {"TableName": "orders", "Item": KEY | {"v": nested(200)}}),
        ("Scan", {"TableName": "orders", "ExclusiveStartKey": {"id": nested(200)}}),
        ("ExecuteStatement", {"Statement": WHERE + "NOT " * 1500 + "a=1"}),
        ("ExecuteStatement", {"Statement": WHERE + "a=" + "[" * 4000}),
        ("ExecuteStatement", {"Statement": WHERE + "a[1.5]=1"}),
        ("ExecuteStatement", {"Statement": WHERE + f"a[{'1' * 5000}]=1"}),
        ("ExecuteStatement", {"Statement": SET + "set_add(tags, true)" + ONE_ITEM}),
        ("ExecuteStatement", {"Statement": SET + "set_add(n, 1)" + ONE_ITEM}),
        ("ExecuteStatement", {"Statement": SET + "set_delete(name, 'a')" + ONE_ITEM}),
        ("ExecuteStatement", token(5)),
        ("ExecuteStatement", token({"id": 5})),
        ("ExecuteStatement", token({"id": {"Q": "a"}})),
        ("ExecuteStatement", {"Statement": "SELECT * FROM orders", "NextToken": "é"}),
        ("RestoreTableToPointInTime", POINT | {"RestoreDateTime": 1e300}),
        ("RestoreTableToPointInTime", POINT | {"RestoreDateTime": -1e300}),
        ("ListBackups", {"TimeRangeLowerBound": 1e300, "TimeRangeUpperBound": -1e300}),
        ("DescribeBackup", {"BackupArn": "arn:::::table/orders/backup/0123456789012"}),
        ("TransactWriteItems", {"TransactItems": 5}),
    ],
)
def test_what_goes_too_far_is_refused(
    aws: RunningAws, tables: "Tables", action: str, payload: dict[str, Any]
) -> None:
    tables.make(pitr=True)
    ask_aws(aws.endpoint, "dynamodb", "PutItem", {"TableName": "orders", "Item": ITEM})
    status, body = ask_aws(aws.endpoint, "dynamodb", action, payload)
    answer = json.loads(body)
    assert status == 400, body
    assert answer["__type"]
    assert answer["message"]


def test_backups_of_any_time_are_listed(aws: RunningAws, tables: "Tables") -> None:
    tables.make()
    far = {"TimeRangeLowerBound": -1e300, "TimeRangeUpperBound": 1e300}
    ask_aws(aws.endpoint, "dynamodb", "CreateBackup", {"TableName": "orders", "BackupName": "any"})
    status, body = ask_aws(aws.endpoint, "dynamodb", "ListBackups", far)
    assert (status, len(json.loads(body)["BackupSummaries"])) == (200, 1)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["orders", "a = :a", "SET a = :a", "arn:aws:dynamodb:us-east-2::table/x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["S", "N", "B", "SS", "L", "M", "id", ":a", "#a", "orders", ""]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    action = draw(st.sampled_from(sorted({*OURS, *ACTIONS})))
    shape = operation(action).input_shape
    members = sorted(shape.members) if shape is not None else []
    required = {name: draw(VALUES) for name in shape.required_members} if shape else {}
    more = draw(st.dictionaries(st.sampled_from(members or ["x"]), VALUES, max_size=4))
    return action, {"TableName": "orders"} | required | more


@settings(
    max_examples=300,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(call=calls())
def test_no_payload_makes_the_sandbox_fail(
    aws: RunningAws, call: tuple[str, dict[str, Any]]
) -> None:
    ask_aws(aws.endpoint, "dynamodb", "CreateTable", ORDERS)
    aws.advance(5)
    status, body = ask_aws(aws.endpoint, "dynamodb", *call)
    assert status in {200, 400}, body
    assert status == 200 or json.loads(body)["__type"]


@pytest.mark.parametrize("service", ["nosuch", "sso", "s3", "sqs", "ec2", "iam", "sts"])
def test_other_services_do_not_fail_either(aws: RunningAws, service: str) -> None:
    headers = {"Authorization": authorization(service)}
    bodies = (b"", b"\xff\xfe", b"Action=Nope&Version=2011-06-15", b"Action=AssumeRole")
    for body in bodies:
        status, answer = send(aws.endpoint, body, headers)
        assert status < 500, (body, answer)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_find_no_signature(aws: RunningAws, method: str) -> None:
    answer = send(aws.endpoint, b"", {}, method=method)
    assert (answer[0], code_of(answer)) == (400, "MissingAuthenticationTokenException")


@pytest.mark.parametrize(
    ("method", "page", "body"),
    [
        ("PUT", "clock", {"advance_seconds": 1e300}),
        ("PUT", "clock", {"speed": 1e300}),
        ("PUT", "clock", {"now": "0001-01-01T00:00:00+14:00"}),
        ("PUT", "clock", {"now": "9999-12-31T23:59:59Z"}),
        ("PUT", "clock", {"now": "2999-12-31T23:59:59Z", "advance_seconds": 86_400}),
        ("POST", "profile", {"restore_seconds": 1e300}),
        ("POST", "faults", {"kind": "slow", "seconds": 1e300}),
    ],
)
def test_time_has_bounds(aws: RunningAws, method: str, page: str, body: dict[str, object]) -> None:
    sent = json.dumps(body).encode()
    status, answer = send(aws.endpoint, sent, {}, method=method, path=f"/_sandbox/{page}")
    assert status == 422
    assert json.loads(answer)["error"]
    assert aws.now() == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
