"""Which function answers which action of DynamoDB."""

from collections.abc import Callable
from datetime import datetime

from sandbox.aws.backups import create_backup, delete_backup, describe_backup, list_backups
from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.continuous_backups import describe_continuous_backups, update_continuous_backups
from sandbox.aws.contributor_insights import (
    describe_contributor_insights,
    list_contributor_insights,
    update_contributor_insights,
)
from sandbox.aws.items import actions as items
from sandbox.aws.items.well_formed import is_well_formed
from sandbox.aws.kinesis_destinations import (
    describe_kinesis_streaming_destination,
    disable_kinesis_streaming_destination,
    enable_kinesis_streaming_destination,
    update_kinesis_streaming_destination,
)
from sandbox.aws.resource_policies import (
    delete_resource_policy,
    get_resource_policy,
    put_resource_policy,
)
from sandbox.aws.restores import restore_table_from_backup, restore_table_to_point_in_time
from sandbox.aws.shapes import check_input
from sandbox.aws.streams import STREAMS, read_streams_input
from sandbox.aws.table_settings import (
    describe_time_to_live,
    list_tags_of_resource,
    tag_resource,
    untag_resource,
    update_time_to_live,
)
from sandbox.aws.table_updates import update_table
from sandbox.aws.tables import (
    create_table,
    delete_table,
    describe_table,
    list_tables,
)
from sandbox.aws.throughput import describe_limits
from sandbox.aws.world import Scene, World

OURS: dict[str, Callable[[Scene, Json], Json]] = {
    "CreateBackup": create_backup,
    "CreateTable": create_table,
    "DeleteBackup": delete_backup,
    "DeleteResourcePolicy": delete_resource_policy,
    "DeleteTable": delete_table,
    "DescribeBackup": describe_backup,
    "DescribeContinuousBackups": describe_continuous_backups,
    "DescribeContributorInsights": describe_contributor_insights,
    "DescribeKinesisStreamingDestination": describe_kinesis_streaming_destination,
    "DescribeLimits": describe_limits,
    "DescribeTable": describe_table,
    "DescribeTimeToLive": describe_time_to_live,
    "DisableKinesisStreamingDestination": disable_kinesis_streaming_destination,
    "EnableKinesisStreamingDestination": enable_kinesis_streaming_destination,
    "GetResourcePolicy": get_resource_policy,
    "ListBackups": list_backups,
    "ListContributorInsights": list_contributor_insights,
    "ListTables": list_tables,
    "ListTagsOfResource": list_tags_of_resource,
    "PutResourcePolicy": put_resource_policy,
    "RestoreTableFromBackup": restore_table_from_backup,
    "RestoreTableToPointInTime": restore_table_to_point_in_time,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "UpdateContinuousBackups": update_continuous_backups,
    "UpdateContributorInsights": update_contributor_insights,
    "UpdateKinesisStreamingDestination": update_kinesis_streaming_destination,
    "UpdateTable": update_table,
    "UpdateTimeToLive": update_time_to_live,
}
CACHE_MINUTES = 1440  # a day, as AWS says


def run(world: World, call: Call, at: datetime | None = None) -> Answer:
    """Answer one call, made now or at an earlier instant; AwsError where AWS would refuse it."""
    region = world.region(call.account, call.region)
    scene = Scene(world, region, at or world.clock.now())
    if call.action in STREAMS:
        payload = read_streams_input(call.action, call.payload())
        return json_answer(STREAMS[call.action](scene, payload))
    payload = _payload(call)
    if call.action in OURS:
        return json_answer(OURS[call.action](scene, payload))
    if call.action in items.ACTIONS:
        return items.run(scene, call, payload)
    if call.action == "DescribeEndpoints":
        return json_answer(_endpoints(call))
    raise AwsError(
        "UnknownOperationException", f"The sandbox does not play DynamoDB's {call.action} yet"
    )


def _payload(call: Call) -> Json:
    payload = call.payload()
    try:
        if is_well_formed(call.action, payload):
            return payload
        return check_input(call.action, payload)
    except RecursionError as error:
        # Far beyond the 32 levels that DynamoDB stores.
        raise AwsError(
            "ValidationException",
            "Nesting Levels have exceeded supported limits: Attributes have nested levels beyond "
            "supported limit",
        ) from error


def _endpoints(call: Call) -> Json:
    """The sandbox itself: a client that follows this must not find its way to AWS."""
    host = call.request.headers.get("host", "127.0.0.1")
    return {"Endpoints": [{"Address": host, "CachePeriodInMinutes": CACHE_MINUTES}]}
