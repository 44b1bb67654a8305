"""Who may send to the queue: only what names an account or organization for certain is a pin."""

import json
from typing import Any

import pytest

from recovery.aws_events.queue_policy import complaint

Json = dict[str, Any]
RULE = "arn:aws:events:us-east-2:123456789012:rule/ddbdr-*"
OURS = "123456789012"
ORGANIZATION = "o-a1b2c3d4e5"
SERVICE = {"Service": "events.amazonaws.com"}
EVERYBODY = "*"
PEOPLE = {"AWS": "*"}
ALLOW: Json = {"Effect": "Allow", "Principal": SERVICE, "Action": "sqs:SendMessage"}


def policy(*statements: Json) -> str:
    return json.dumps({"Statement": list(statements)})


def said(condition: Json, principal: object = SERVICE, **more: object) -> str:
    return complaint(policy(ALLOW | {"Principal": principal, "Condition": condition} | more))


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        (SERVICE, {"StringEquals": {"aws:SourceOrgID": ORGANIZATION}}),
        (SERVICE, {"StringEquals": {"aws:SourceAccount": [OURS, "210987654321"]}}),
        (SERVICE, {"ArnLike": {"aws:SourceArn": f"arn:aws:*:*:{OURS}:*"}}),
        (SERVICE, {"StringLike": {"aws:SourceArn": RULE}}),
        (EVERYBODY, {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}),
        (EVERYBODY, {"StringEqualsIgnoreCase": {"AWS:PrincipalAccount": OURS}}),
        (PEOPLE, {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{OURS}:role/x"}}),
        (EVERYBODY, {"ArnEquals": {"aws:SourceArn": f"arn:aws-cn:sns:cn-north-1:{OURS}:topic"}}),
    ],
)
def test_what_names_whose_it_is_pins(principal: object, condition: Json) -> None:
    assert said(condition, principal) == ""


@pytest.mark.parametrize("principal", [SERVICE, EVERYBODY, PEOPLE, [EVERYBODY]])
@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-2:*:rule/ddbdr-orders"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-2:12345678901?:rule/x"}},
        {"ArnLike": {"aws:SourceArn": [RULE, "arn:aws:events:*:*:*"]}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}},
        {"ArnLike": {"aws:SourceArn": []}},
        {"StringLike": {"aws:SourceArn": f"arn:aws:events:*:{OURS}:rule/*"}},
        {"StringLike": {"aws:SourceAccount": "12345678901*"}},
        {"StringLike": {"aws:SourceOrgID": "o-*"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": OURS}},
        {"ForAllValues:StringEquals": {"aws:SourceAccount": OURS}},
        {"StringNotEquals": {"aws:SourceAccount": OURS}},
        {"Null": {"aws:SourceArn": "false"}},
    ],
)
def test_what_may_hold_for_others_pins_nobody_and_is_named(
    principal: object, condition: Json
) -> None:
    [(operator, keys)] = condition.items()
    [key] = keys
    sentence = said(condition, principal)
    assert "does not pin its senders" in sentence
    assert f"{operator.lower()} {key}" in sentence
    assert "names no account or organization for certain" in sentence


def test_without_any_condition_it_is_said_what_would_pin() -> None:
    assert complaint(policy(ALLOW)) == (
        "has a policy that does not pin its senders: anybody's rule may send; no condition names "
        "one by aws:SourceArn, aws:SourceAccount, aws:SourceOrgID"
    )
    assert "anybody may send" in said({}, EVERYBODY)


@pytest.mark.parametrize("key", ["aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn"])
def test_what_only_people_have_lets_no_service_in(key: str) -> None:
    assert said({"StringEquals": {key: ORGANIZATION}}) == (
        f"has a policy that asks for {key}, which no service has: EventBridge cannot send"
    )


def test_all_but_some_are_everybody() -> None:
    others = {"Effect": "Allow", "NotPrincipal": PEOPLE, "Action": "SQS:Send*"}
    assert "anybody may send" in complaint(policy(others))
    pinned = others | {"Condition": {"ArnLike": {"aws:SourceArn": RULE}}}
    assert complaint(policy(pinned)) == ""


@pytest.mark.parametrize("actions", [["sqs:SendMessage"], []])
def test_all_actions_but_some_are_about_sending_unless_that_is_left_out(actions: list[str]) -> None:
    statement = {"Effect": "Allow", "Principal": EVERYBODY, "NotAction": ["sqs:Get*", *actions]}
    assert (complaint(policy(statement)) == "") is bool(actions)


DENY: Json = {"Effect": "Deny", "Principal": EVERYBODY, "Action": "sqs:*"}
FENCE: Json = DENY | {"Condition": {"StringNotEquals": {"aws:SourceAccount": OURS}}}
TLS = {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize(
    "fence",
    [
        FENCE,
        FENCE | {"Condition": {"ArnNotLike": {"aws:SourceArn": RULE}}},
        FENCE | {"Principal": PEOPLE, "Action": ["sqs:SendMessage"]},
    ],
)
def test_a_denial_for_all_others_pins_too(fence: Json) -> None:
    assert complaint(policy(ALLOW, fence)) == ""


@pytest.mark.parametrize(
    "deny",
    [
        DENY | {"Condition": TLS},
        FENCE | {"Condition": FENCE["Condition"] | TLS},
        FENCE | {"Condition": {"StringNotEquals": {"aws:SourceAccount": "*"}}},
        FENCE | {"Condition": {"StringEquals": {"aws:SourceAccount": OURS}}},
        FENCE | {"Action": "sqs:ReceiveMessage"},
        FENCE | {"Principal": SERVICE},
        {"Effect": "Deny", "NotPrincipal": SERVICE, "Action": "sqs:*"} | FENCE["Condition"],
    ],
)
def test_a_denial_that_somebody_gets_through_pins_nobody(deny: Json) -> None:
    assert "does not pin its senders" in complaint(policy(ALLOW, deny))


def test_a_denial_of_all_who_are_in_no_organization_keeps_eventbridge_out() -> None:
    fence = DENY | {"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": ORGANIZATION}}}
    assert complaint(policy(ALLOW, fence)).endswith(
        "no aws:PrincipalOrgID: EventBridge cannot send"
    )


def test_somebodys_text_is_cut() -> None:
    condition = {"ArnLike": {"aws:SourceArn": "x" * 500}}
    assert len(said(condition)) < 250
