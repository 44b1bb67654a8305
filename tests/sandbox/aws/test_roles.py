"""Roles made with IAM, for AWS's own services to work in: moto's, an account each."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.moto_door import iam_role
from sandbox.aws.roles import role_for, taken_on

if TYPE_CHECKING:
    from tests.sandbox.aws_clients import Clients

SCHEDULER = "scheduler.amazonaws.com"
ARN = f"arn:aws:iam::{PROD}:role/batch/nightly"
TABLE = f"arn:aws:dynamodb:us-east-2:{PROD}:table/"


def document(effect: str = "Allow", **statement: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": effect, **statement}]})


def trust(service: str = SCHEDULER, **more: Any) -> str:  # noqa: ANN401 - JSON
    return document(Principal={"Service": service}, Action="sts:AssumeRole", **more)


@pytest.fixture
def iam(clients: "Clients") -> Any:  # noqa: ANN401 - no stubs for it
    return clients("iam")


def test_a_role_is_made_read_and_taken_away(iam: Any) -> None:  # noqa: ANN401
    made = iam.create_role(
        Path="/batch/", RoleName="nightly", AssumeRolePolicyDocument=trust(), Description="backups"
    )["Role"]
    assert made["Arn"] == ARN
    policy = document(Action="dynamodb:CreateBackup", Resource=f"{TABLE}orders")
    iam.put_role_policy(RoleName="nightly", PolicyName="does", PolicyDocument=policy)
    assert iam.get_role(RoleName="nightly")["Role"]["AssumeRolePolicyDocument"] == json.loads(
        trust()
    )
    assert iam.list_role_policies(RoleName="nightly")["PolicyNames"] == ["does"]
    told = iam.get_role_policy(RoleName="nightly", PolicyName="does")
    assert told["PolicyDocument"] == json.loads(policy)
    iam.delete_role_policy(RoleName="nightly", PolicyName="does")
    iam.delete_role(RoleName="nightly")
    with pytest.raises(ClientError) as caught:
        iam.get_role(RoleName="nightly")
    assert caught.value.response["Error"]["Code"] == "NoSuchEntity"


def test_accounts_are_apart(clients: "Clients", iam: Any) -> None:  # noqa: ANN401
    iam.create_role(Path="/batch/", RoleName="nightly", AssumeRolePolicyDocument=trust())
    keys = clients("sts").assume_role(
        RoleArn=f"arn:aws:iam::{DR}:role/admin", RoleSessionName="dr"
    )["Credentials"]
    there = clients("iam", access_key=keys["AccessKeyId"], token=keys["SessionToken"])
    assert there.list_roles()["Roles"] == []
    there.create_role(RoleName="nightly", AssumeRolePolicyDocument=trust())
    assert iam_role(f"arn:aws:iam::{DR}:role/nightly") is not None
    assert iam_role(f"arn:aws:iam::{PROD}:role/nightly") is None


@pytest.mark.parametrize(
    ("statement", "service", "source", "lets_in"),
    [
        ({}, SCHEDULER, PROD, True),
        ({}, "backup.amazonaws.com", PROD, False),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": PROD}}}, SCHEDULER, PROD, True),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": PROD}}}, SCHEDULER, DR, False),
        ({"Condition": {"NumericEquals": {"aws:Unheard": "1"}}}, SCHEDULER, PROD, False),
    ],
)
def test_whom_a_role_lets_in(
    iam: Any,  # noqa: ANN401
    statement: dict[str, Any],
    service: str,
    source: str,
    lets_in: bool,  # noqa: FBT001 - a table's column
) -> None:
    iam.create_role(Path="/batch/", RoleName="nightly", AssumeRolePolicyDocument=trust(**statement))
    found = role_for(ARN, service, {"aws:sourceaccount": source})
    assert (found is not None) == lets_in
    assert role_for(f"{ARN}-not", service, {}) is None


def test_what_a_role_may_do(iam: Any) -> None:  # noqa: ANN401
    iam.create_role(Path="/batch/", RoleName="nightly", AssumeRolePolicyDocument=trust())

    def verdict(action: str, table: str) -> str | None:
        role = iam_role(ARN)
        assert role is not None
        policy = taken_on(role, "session").policy
        return policy.verdict(action, TABLE + table) if policy else None

    assert verdict("dynamodb:Scan", "orders") is None  # everything
    for name, effect, action, table in (
        ("backs-up", "Allow", "dynamodb:*", "*"),
        ("keeps-out", "Deny", "dynamodb:Scan", "orders"),
    ):
        policy = document(effect, Action=action, Resource=TABLE + table)
        iam.put_role_policy(RoleName="nightly", PolicyName=name, PolicyDocument=policy)
    assert verdict("dynamodb:Scan", "orders") == "denied"
    assert verdict("dynamodb:Scan", "carts") == "allowed"
    assert verdict("sqs:SendMessage", "orders") == "not allowed"


def test_who_calls_in_a_roles_name(iam: Any) -> None:  # noqa: ANN401
    made = iam.create_role(Path="/batch/", RoleName="nightly", AssumeRolePolicyDocument=trust())
    role = iam_role(ARN)
    assert role is not None
    caller = taken_on(role, "session")
    assert caller.arn == f"arn:aws:sts::{PROD}:assumed-role/nightly/session"
    assert caller.user_id == f"{made['Role']['RoleId']}:session"
    assert (caller.account, caller.temporary) == (PROD, True)
