"""Tags: fifty at most, each key once, and none of AWS's own."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables


def tag(number: int) -> Any:  # noqa: ANN401 - boto3's Tag
    return {"Key": f"key-{number}", "Value": "x"}


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ([{"Key": "aws:cloudformation:stack-name", "Value": "x"}], "cannot be prefixed with aws:"),
        ([tag(1), tag(1)], "Duplicate Tag Key found key-1"),
    ],
)
def test_keys_that_are_refused(
    ddb: "DynamoDBClient", tables: "Tables", tags: list[Any], words: str
) -> None:
    arn = tables.make()
    with pytest.raises(ClientError, match=words):
        ddb.tag_resource(ResourceArn=arn, Tags=tags)
    with pytest.raises(ClientError, match=words):
        tables.make("carts", Tags=tags)
    assert ddb.list_tags_of_resource(ResourceArn=arn)["Tags"] == []
    assert ddb.list_tables()["TableNames"] == ["orders"]


def test_a_table_has_fifty_at_most(ddb: "DynamoDBClient", tables: "Tables") -> None:
    arn = tables.make()
    ddb.tag_resource(ResourceArn=arn, Tags=[tag(number) for number in range(50)])
    with pytest.raises(ClientError, match="exceed the current limit"):
        ddb.tag_resource(ResourceArn=arn, Tags=[tag(50)])
    ddb.tag_resource(ResourceArn=arn, Tags=[{"Key": "key-49", "Value": "another"}])
    assert len(ddb.list_tags_of_resource(ResourceArn=arn)["Tags"]) == 50
