"""Resource Groups Tagging API: an account's tables by their tags, in pages."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.accounts import DR

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients


@pytest.fixture
def tagging(clients: "Clients") -> Any:  # noqa: ANN401 - no stubs for it
    return clients("resourcegroupstaggingapi")


@pytest.fixture
def fleet(tables: "Tables") -> None:
    for name, tags in (
        ("carts", {"tier": "1", "team": "shop"}),
        ("logs", {"tier": "3"}),
        ("orders", {"tier": "1"}),
        ("plain", {}),
    ):
        tables.make(name, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


def names(tagging: Any, **asked: Any) -> list[str]:  # noqa: ANN401
    """The tables in one answer, which must be the only one."""
    answer = tagging.get_resources(**asked)
    assert answer["PaginationToken"] == ""
    return [each["ResourceARN"].rpartition("/")[2] for each in answer["ResourceTagMappingList"]]


@pytest.mark.usefixtures("fleet")
def test_tables_with_tags_are_told_with_them(tagging: Any) -> None:  # noqa: ANN401
    answer = tagging.get_resources(ResourceTypeFilters=["dynamodb:table"])
    assert {
        each["ResourceARN"].rpartition("/")[2]: {tag["Key"]: tag["Value"] for tag in each["Tags"]}
        for each in answer["ResourceTagMappingList"]
    } == {
        "carts": {"tier": "1", "team": "shop"},
        "logs": {"tier": "3"},
        "orders": {"tier": "1"},
    }


@pytest.mark.usefixtures("fleet")
def test_all_filters_must_fit_and_one_value_of_each(tagging: Any) -> None:  # noqa: ANN401
    def by(**wanted: list[str]) -> list[str]:
        filters = [{"Key": key, "Values": values} for key, values in wanted.items()]
        return names(tagging, TagFilters=filters)

    assert by(tier=["1"]) == ["carts", "orders"]
    assert by(tier=["1", "3"]) == ["carts", "logs", "orders"]
    assert by(tier=["1"], team=["shop"]) == ["carts"]
    assert by(team=[]) == ["carts"]
    assert by(Tier=["1"]) == []


@pytest.mark.usefixtures("fleet")
def test_pages(tagging: Any) -> None:  # noqa: ANN401
    pages = list(tagging.get_paginator("get_resources").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["ResourceTagMappingList"]) for page in pages] == [2, 1]


@pytest.mark.usefixtures("fleet")
def test_by_arn(tagging: Any, ddb: "DynamoDBClient") -> None:  # noqa: ANN401
    arn = ddb.describe_table(TableName="logs")["Table"]["TableArn"]
    assert names(tagging, ResourceARNList=[arn]) == ["logs"]


@pytest.mark.usefixtures("fleet")
def test_accounts_and_regions_are_apart(clients: "Clients") -> None:
    assert names(clients("resourcegroupstaggingapi", "us-west-1")) == []
    role = clients("sts").assume_role(
        RoleArn=f"arn:aws:iam::{DR}:role/reader", RoleSessionName="inventory"
    )["Credentials"]
    there = clients(
        "resourcegroupstaggingapi",
        access_key=role["AccessKeyId"],
        token=role["SessionToken"],
    )
    assert names(there) == []


@pytest.mark.usefixtures("fleet")
def test_a_table_whose_tags_are_gone_is_not_told(tagging: Any, ddb: "DynamoDBClient") -> None:  # noqa: ANN401
    arn = ddb.describe_table(TableName="logs")["Table"]["TableArn"]
    ddb.untag_resource(ResourceArn=arn, TagKeys=["tier"])
    ddb.delete_table(TableName="orders")
    assert names(tagging) == ["carts"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"ResourceTypeFilters": ["mwaa"]},
            "Unsupported service=mwaa in ResourceTypeFilter - mwaa",
        ),
        ({"ResourcesPerPage": 101}, "ResourcesPerPage"),
        ({"ResourcesPerPage": 0}, "ResourcesPerPage"),
        ({"TagsPerPage": 100}, "TagsPerPage"),
        (
            {"ResourceARNList": ["arn:aws:dynamodb:::table/x"], "TagFilters": [{"Key": "a"}]},
            "ResourceARNList",
        ),
    ],
)
def test_what_is_refused(tagging: Any, asked: dict[str, Any], words: str) -> None:  # noqa: ANN401
    with pytest.raises(ClientError, match=words) as caught:
        tagging.get_resources(**asked)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterException"


def test_a_token_of_nobody(tagging: Any) -> None:  # noqa: ANN401
    with pytest.raises(ClientError) as caught:
        tagging.get_resources(PaginationToken="elsewhere")
    assert caught.value.response["Error"]["Code"] == "PaginationTokenExpiredException"
