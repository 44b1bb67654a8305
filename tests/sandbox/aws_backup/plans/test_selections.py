"""Selections: which tables they mean, and what AWS does not take for one."""

from typing import TYPE_CHECKING

import pytest

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.plans.conftest import ROLE
from tests.sandbox.aws_backup.steps import BackupClient, Json
from tests.sandbox.aws_clients import refused
from tests.sandbox.conftest import START

if TYPE_CHECKING:
    from tests.sandbox.aws_backup.plans.conftest import Plans

HOUR = 3600
PREFIX = "arn:aws:dynamodb:us-east-2:123456789012:table/"


def tag(key: str, value: str) -> Json:
    return {"ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value}


def conditions(**operators: tuple[str, str]) -> Json:
    """Conditions(StringEquals=("tier", "1"))."""
    return {
        "Conditions": {
            operator: [{"ConditionKey": f"aws:ResourceTag/{key}", "ConditionValue": value}]
            for operator, (key, value) in operators.items()
        }
    }


@pytest.mark.parametrize(
    ("selection", "meant"),
    [
        ({}, "carts logs orders plain"),
        ({"Resources": ["*"]}, "carts logs orders plain"),
        ({"Resources": [f"{PREFIX}orders"]}, "orders"),
        ({"Resources": [f"{PREFIX}o*", f"{PREFIX}logs"]}, "logs orders"),
        ({"Resources": ["arn:aws:dynamodb:*:*:table/*"]}, "carts logs orders plain"),
        ({"Resources": ["arn:aws:s3:::*"]}, ""),
        ({"NotResources": [f"{PREFIX}logs"]}, "carts orders plain"),
        ({"Resources": [f"{PREFIX}*"], "NotResources": [f"{PREFIX}l*"]}, "carts orders plain"),
        ({"ListOfTags": [tag("tier", "1")]}, "carts orders"),
        ({"ListOfTags": [tag("tier", "1"), tag("tier", "3")]}, "carts logs orders"),
        ({"ListOfTags": [tag("Tier", "1")]}, ""),
        ({"ListOfTags": [tag("tier", "3")], "Resources": [f"{PREFIX}plain"]}, "logs plain"),
        (conditions(StringEquals=("tier", "1")), "carts orders"),
        (conditions(StringEquals=("tier", "1"), StringNotEquals=("team", "shop")), "orders"),
        (conditions(StringNotEquals=("tier", "1")), "logs plain"),
        (conditions(StringLike=("team", "sh*")), "carts"),
        (conditions(StringNotLike=("team", "*o*")), "logs orders plain"),
        (conditions(StringEquals=("tier", "1")) | {"Resources": [f"{PREFIX}o*"]}, "orders"),
        (conditions(StringEquals=("tier", "1")) | {"NotResources": [f"{PREFIX}o*"]}, "carts"),
    ],
)
def test_which_tables_are_meant(
    aws: RunningAws, plans: "Plans", selection: Json, meant: str
) -> None:
    plans.table("carts", tier="1", team="shop")
    plans.table("logs", tier="3")
    plans.table("orders", tier="1")
    plans.table("plain")
    plans.select(plans.make(), **selection)
    aws.advance(HOUR)
    assert [table for table, _ in plans.started()] == meant.split()


def test_opted_out_only_what_is_named_is_backed_up(
    aws: RunningAws, backup: BackupClient, plans: "Plans"
) -> None:
    backup.update_region_settings(ResourceTypeOptInPreference={"DynamoDB": False})
    plans.table("carts", tier="1")
    plans.table("orders", tier="1")
    plan_id = plans.make()
    plans.select(plan_id, SelectionName="all")
    plans.select(plan_id, SelectionName="tags", ListOfTags=[tag("tier", "1")])
    plans.select(plan_id, SelectionName="named", Resources=[f"{PREFIX}orders"])
    aws.advance(HOUR)
    assert [table for table, _ in plans.started()] == ["orders"]


def test_selections_are_told_as_they_were_made(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make()
    selection = {
        "SelectionName": "tier-1",
        "IamRoleArn": ROLE,
        "Resources": [f"{PREFIX}*"],
        "NotResources": [f"{PREFIX}tmp*"],
        **conditions(StringEquals=("tier", "1")),
    }
    made = backup.create_backup_selection(
        BackupPlanId=plan_id, BackupSelection=selection, CreatorRequestId="once"
    )
    again = backup.create_backup_selection(
        BackupPlanId=plan_id, BackupSelection=selection, CreatorRequestId="once"
    )
    assert again["SelectionId"] == made["SelectionId"]
    told = backup.get_backup_selection(BackupPlanId=plan_id, SelectionId=made["SelectionId"])
    assert told["BackupSelection"] == selection
    assert told["CreationDate"] == START
    (listed,) = backup.list_backup_selections(BackupPlanId=plan_id)["BackupSelectionsList"]
    assert listed["SelectionName"] == "tier-1"
    assert listed["IamRoleArn"] == ROLE
    assert listed["CreatorRequestId"] == "once"


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ({"IamRoleArn": "backup"}, "IAM Role backup cannot be assumed by AWS Backup"),
        ({"IamRoleArn": f"{ROLE}-of-nobody"}, "cannot be assumed by AWS Backup"),
        ({"Resources": ["orders"]}, "Invalid ARN in Resources: orders"),
        ({"Resources": [f"{PREFIX}*-logs"]}, "A wildcard must be at the end of an ARN"),
        ({"NotResources": [f"{PREFIX}{n}" for n in range(501)]}, "at most 500 ARNs"),
        ({"Resources": [f"{PREFIX}{n}*" for n in range(31)]}, "30 with wildcards"),
        (
            {
                "Conditions": {
                    "StringEquals": [{"ConditionKey": "tier", "ConditionValue": "1"}],
                }
            },
            "Invalid condition key tier",
        ),
        ({"SelectionName": "no spaces"}, "regular expression pattern"),
        (
            {"ListOfTags": [tag("a", "b") | {"ConditionType": "STRINGLIKE"}]},
            "enum value set: [STRINGEQUALS]",
        ),
    ],
)
def test_what_is_refused(plans: "Plans", selection: Json, words: str) -> None:
    plan_id = plans.make()
    code, message = refused(lambda: plans.select(plan_id, **selection))
    assert code == "InvalidParameterValueException"
    assert words in message


def test_500_arns_are_taken(plans: "Plans") -> None:
    arns = [f"{PREFIX}{n}" for n in range(500)]
    plans.select(plans.make(), Resources=arns, NotResources=[f"{PREFIX}{n}*" for n in range(30)])


def test_a_name_stands_once_in_a_plan(plans: "Plans") -> None:
    plan_id = plans.make()
    plans.select(plan_id)
    assert refused(lambda: plans.select(plan_id))[0] == "AlreadyExistsException"
    plans.select(plans.make(name="another"))


def test_at_most_100_selections(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make()
    for number in range(100):
        plans.select(plan_id, SelectionName=f"s-{number}")
    code, _ = refused(lambda: plans.select(plan_id, SelectionName="one-more"))
    assert code == "LimitExceededException"
    pages = backup.get_paginator("list_backup_selections").paginate(
        BackupPlanId=plan_id, PaginationConfig={"PageSize": 60}
    )
    assert [len(page["BackupSelectionsList"]) for page in pages] == [60, 40]


def test_selections_that_are_not_there(backup: BackupClient, plans: "Plans") -> None:
    plan_id = plans.make()
    for call in (backup.get_backup_selection, backup.delete_backup_selection):
        code, words = refused(lambda call=call: call(BackupPlanId=plan_id, SelectionId="none"))  # type: ignore[misc]
        assert code == "ResourceNotFoundException"
        assert "none" in words
    assert refused(lambda: plans.select("none")) == (
        "InvalidParameterValueException",
        "Cannot find Backup plan with ID none",
    )
