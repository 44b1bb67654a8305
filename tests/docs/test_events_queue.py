"""The queue of deploy/: the product's rules may send to it, and nobody else."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from recovery.aws_events.queue_policy import complaint
from sandbox.aws.events.access import Asked, read_resource_policy
from workers.kinds.protect_order import RULES

TEMPLATE = Path(__file__).parents[2] / "deploy" / "events-queue.yaml"
ACCOUNT, REGION = "123456789012", "us-east-2"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:ddbdr-events"
Json = dict[str, Any]


def resources() -> Json:
    made: Json = yaml.safe_load(TEMPLATE.read_text())["Resources"]
    return {name: each["Properties"] for name, each in made.items()}


def policy() -> str:
    return json.dumps(_resolved(resources()["Senders"]["PolicyDocument"]))


def _resolved(value: Any) -> Any:  # noqa: ANN401  any part of a template
    """As CloudFormation fills it in."""
    if isinstance(value, list):
        return [_resolved(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Sub" in value:
        known = {"Partition": "aws", "Region": REGION, "AccountId": ACCOUNT}
        text = str(value["Fn::Sub"])
        for name, filled in known.items():
            text = text.replace(f"${{AWS::{name}}}", filled)
        return text
    if "Fn::GetAtt" in value:
        return QUEUE
    if "Ref" in value:
        return ACCOUNT
    return {name: _resolved(each) for name, each in value.items()}


def may_send(
    rule: str, *, account: str = ACCOUNT, tls: str = "true", service: str = "events"
) -> bool:
    asked = Asked(
        action="sqs:SendMessage",
        resource=QUEUE,
        service=f"{service}.amazonaws.com",
        context={
            "aws:sourcearn": f"arn:aws:events:{REGION}:{account}:rule/{rule}",
            "aws:sourceaccount": account,
            "aws:securetransport": tls,
        },
    )
    return read_resource_policy(policy()).allows(asked)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_that_protect_makes_may_send(rule: str) -> None:
    assert may_send(rule)


def test_nobody_else_may() -> None:
    assert not may_send("somebody-elses")
    assert not may_send("ddbdr-backup", account="999999999999")
    assert not may_send("ddbdr-backup", service="sns")
    assert not may_send("ddbdr-backup", tls="false")


def test_health_has_nothing_to_say_against_it() -> None:
    assert complaint(policy()) == ""


def test_what_is_not_understood_goes_to_dead_letters_that_are_kept_as_long() -> None:
    events, dead = resources()["Events"], resources()["DeadEvents"]
    assert events["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["DeadEvents", "Arn"]}
    two_weeks = 14 * 86400
    assert events["MessageRetentionPeriod"] == dead["MessageRetentionPeriod"] == two_weeks
