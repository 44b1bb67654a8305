"""What hangs on a table and no restore brings back: policies, insights, destinations, and more."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

STREAM = "arn:aws:kinesis:us-east-2:123456789012:stream/changes"
OTHER = "arn:aws:kinesis:us-east-2:222222222222:stream/changes"


def policy(action: str = "dynamodb:GetItem", indent: int | None = None) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::222222222222:root"},
        "Action": action,
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=indent)


def refused(call: Any, code: str) -> None:  # noqa: ANN401 - any bound call
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == code


def destinations(ddb: "DynamoDBClient", name: str = "orders") -> dict[str, str]:
    told = ddb.describe_kinesis_streaming_destination(TableName=name)
    return {d["StreamArn"]: d["DestinationStatus"] for d in told["KinesisDataStreamDestinations"]}


def test_a_policy_has_a_revision_that_guards_it(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    arn = tables.make()
    refused(lambda: ddb.get_resource_policy(ResourceArn=arn), "PolicyNotFoundException")
    first = ddb.put_resource_policy(ResourceArn=arn, Policy=policy())["RevisionId"]
    aws.advance(1)
    again = ddb.put_resource_policy(ResourceArn=arn, Policy=policy(indent=2))["RevisionId"]
    assert again == first
    other = policy("dynamodb:PutItem")
    refused(
        lambda: ddb.put_resource_policy(ResourceArn=arn, Policy=other, ExpectedRevisionId="1"),
        "PolicyNotFoundException",
    )
    second = ddb.put_resource_policy(ResourceArn=arn, Policy=other, ExpectedRevisionId=first)
    assert second["RevisionId"] != first
    told = ddb.get_resource_policy(ResourceArn=arn)
    assert json.loads(told["Policy"]) == json.loads(other)
    assert told["RevisionId"] == second["RevisionId"]
    refused(
        lambda: ddb.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=first),
        "PolicyNotFoundException",
    )
    assert ddb.delete_resource_policy(ResourceArn=arn)["RevisionId"]
    ddb.delete_resource_policy(ResourceArn=arn)
    refused(lambda: ddb.get_resource_policy(ResourceArn=arn), "PolicyNotFoundException")


@pytest.mark.parametrize("wrong", ["{", '{"Version": "2012-10-17"}', " " * 20_481])
def test_what_is_no_policy_is_refused(ddb: "DynamoDBClient", tables: "Tables", wrong: str) -> None:
    arn = tables.make()
    refused(lambda: ddb.put_resource_policy(ResourceArn=arn, Policy=wrong), "ValidationException")
    refused(
        lambda: ddb.put_resource_policy(ResourceArn=f"{arn}s", Policy=policy()),
        "ResourceNotFoundException",
    )


def test_a_table_may_be_made_with_a_policy(ddb: "DynamoDBClient", tables: "Tables") -> None:
    arn = tables.make(ResourcePolicy=policy())
    assert ddb.get_resource_policy(ResourceArn=arn)["Policy"]


def test_a_policy_may_be_the_stream_s_own(ddb: "DynamoDBClient", tables: "Tables") -> None:
    arn = tables.make(StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    stream = ddb.describe_table(TableName="orders")["Table"]["LatestStreamArn"]
    ddb.put_resource_policy(ResourceArn=stream, Policy=policy("dynamodb:GetRecords"))
    assert "GetRecords" in ddb.get_resource_policy(ResourceArn=stream)["Policy"]
    refused(lambda: ddb.get_resource_policy(ResourceArn=arn), "PolicyNotFoundException")
    refused(lambda: ddb.get_resource_policy(ResourceArn=f"{arn}/index/x"), "ValidationException")


def test_insights_come_and_go_by_table_and_index(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "shop")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_shop",
                "KeySchema": [{"AttributeName": "shop", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    never = ddb.describe_contributor_insights(TableName="orders")
    assert never["ContributorInsightsStatus"] == "DISABLED"
    assert ddb.list_contributor_insights()["ContributorInsightsSummaries"] == []
    parts: list[Any] = [{}, {"IndexName": "by_shop"}]
    for more in parts:
        made = ddb.update_contributor_insights(
            TableName="orders", ContributorInsightsAction="ENABLE", **more
        )
        assert made["ContributorInsightsStatus"] == "ENABLING"
    aws.advance(5)
    told = ddb.describe_contributor_insights(TableName="orders")
    assert told["ContributorInsightsStatus"] == "ENABLED"
    assert told["ContributorInsightsRuleList"]
    page = ddb.list_contributor_insights(TableName="orders", MaxResults=1)
    assert "IndexName" not in page["ContributorInsightsSummaries"][0]
    rest = ddb.list_contributor_insights(TableName="orders", NextToken=page["NextToken"])
    assert [s["IndexName"] for s in rest["ContributorInsightsSummaries"]] == ["by_shop"]
    ddb.update_contributor_insights(TableName="orders", ContributorInsightsAction="DISABLE")
    assert len(ddb.list_contributor_insights()["ContributorInsightsSummaries"]) == 2
    aws.advance(5)
    assert len(ddb.list_contributor_insights()["ContributorInsightsSummaries"]) == 1
    refused(
        lambda: ddb.describe_contributor_insights(TableName="orders", IndexName="by_else"),
        "ResourceNotFoundException",
    )


def test_a_kinesis_destination_is_enabled_updated_and_disabled(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    named: Any = {"TableName": "orders", "StreamArn": STREAM}
    precise: Any = {"ApproximateCreationDateTimePrecision": "MICROSECOND"}
    refused(lambda: ddb.disable_kinesis_streaming_destination(**named), "ValidationException")
    made = ddb.enable_kinesis_streaming_destination(**named)
    assert made["DestinationStatus"] == "ENABLING"
    refused(
        lambda: ddb.update_kinesis_streaming_destination(
            **named, UpdateKinesisStreamingConfiguration=precise
        ),
        "ValidationException",
    )
    aws.advance(5)
    assert destinations(ddb) == {STREAM: "ACTIVE"}
    refused(lambda: ddb.enable_kinesis_streaming_destination(**named), "ValidationException")
    updated = ddb.update_kinesis_streaming_destination(
        **named, UpdateKinesisStreamingConfiguration=precise
    )
    assert updated["DestinationStatus"] == "UPDATING"
    aws.advance(5)
    ddb.disable_kinesis_streaming_destination(**named)
    assert destinations(ddb) == {STREAM: "DISABLING"}
    aws.advance(5)
    assert destinations(ddb) == {STREAM: "DISABLED"}


def test_a_stream_that_cannot_be_reached_fails_later(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    ddb.enable_kinesis_streaming_destination(TableName="orders", StreamArn=OTHER)
    assert destinations(ddb) == {OTHER: "ENABLING"}
    aws.advance(5)
    assert destinations(ddb) == {OTHER: "ENABLE_FAILED"}


def test_none_of_it_comes_back_with_a_restore(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    arn = tables.make(
        pitr=True,
        OnDemandThroughput={"MaxReadRequestUnits": 100},
        WarmThroughput={"ReadUnitsPerSecond": 20_000, "WriteUnitsPerSecond": 8_000},
        TableClass="STANDARD_INFREQUENT_ACCESS",
        DeletionProtectionEnabled=True,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    ddb.put_resource_policy(ResourceArn=arn, Policy=policy())
    ddb.enable_kinesis_streaming_destination(TableName="orders", StreamArn=STREAM)
    ddb.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    aws.advance(600)
    assert ddb.describe_table(TableName="orders")["Table"]["WarmThroughput"] == {
        "ReadUnitsPerSecond": 20_000,
        "WriteUnitsPerSecond": 8_000,
        "Status": "ACTIVE",
    }
    made = ddb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="back", UseLatestRestorableTime=True
    )["TableDescription"]
    refused(
        lambda: ddb.get_resource_policy(ResourceArn=made["TableArn"]),
        "ResourceNotFoundException",
    )
    aws.advance(1200)
    table = ddb.describe_table(TableName="back")["Table"]
    absent = {"OnDemandThroughput", "TableClassSummary", "StreamSpecification", "LatestStreamArn"}
    assert absent.isdisjoint(table)
    assert table["DeletionProtectionEnabled"] is False
    assert table["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    assert destinations(ddb, "back") == {}
    refused(
        lambda: ddb.get_resource_policy(ResourceArn=table["TableArn"]), "PolicyNotFoundException"
    )
    insights = ddb.describe_contributor_insights(TableName="back")
    assert insights["ContributorInsightsStatus"] == "DISABLED"


def test_limits_and_endpoints_are_told(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    limits = ddb.describe_limits()
    assert limits["TableMaxReadCapacityUnits"] <= limits["AccountMaxReadCapacityUnits"]
    (told,) = ddb.describe_endpoints()["Endpoints"]
    assert told["Address"] == aws.endpoint.removeprefix("http://")


def test_auto_scaling_and_alarms_stay_with_the_old_table(
    clients: "Clients", tables: "Tables"
) -> None:
    tables.make(
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    scaling, alarms = clients("application-autoscaling"), clients("cloudwatch")
    target = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": "table/orders",
        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
    }
    scaling.register_scalable_target(**target, MinCapacity=5, MaxCapacity=50)
    scaling.put_scaling_policy(
        **target,
        PolicyName="reads",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "DynamoDBReadCapacityUtilization"
            },
        },
    )
    alarms.put_metric_alarm(
        AlarmName="orders-throttled",
        Namespace="AWS/DynamoDB",
        MetricName="ThrottledRequests",
        Dimensions=[{"Name": "TableName", "Value": "orders"}],
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=60,
        Statistic="Sum",
        Threshold=0,
    )
    (found,) = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
    assert (found["ResourceId"], found["MaxCapacity"]) == ("table/orders", 50)
    (policy_told,) = scaling.describe_scaling_policies(ServiceNamespace="dynamodb")[
        "ScalingPolicies"
    ]
    assert policy_told["PolicyName"] == "reads"
    (alarm,) = alarms.describe_alarms(AlarmNames=["orders-throttled"])["MetricAlarms"]
    assert alarm["Dimensions"] == [{"Name": "TableName", "Value": "orders"}]
