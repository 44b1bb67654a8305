"""Kinesis data streams that a table's changes go to: attached and told, not filled.

AWS does not look at the stream when asked to enable it: a destination that
cannot be reached becomes ENABLE_FAILED. The sandbox takes any ARN of a stream
in the table's account and region for good.
"""

from dataclasses import replace

from sandbox.aws.attachments import Destination
from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import Table, partition
from sandbox.aws.world import Scene

NOT_VALID = "Table is not in a valid state to enable Kinesis Streaming Destination: "
IDLE = {"DISABLED", "ENABLE_FAILED"}


def enable_kinesis_streaming_destination(scene: Scene, payload: Json) -> Json:
    """ENABLING, then ACTIVE; one at a time."""
    table, arn = scene.stable(payload["TableName"]), payload["StreamArn"]
    if any(each.status(scene.now) not in IDLE for each in table.attachments.destinations.values()):
        raise AwsError(
            "ValidationException",
            f"{NOT_VALID}EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to "
            "perform ENABLE operation.",
        )
    configuration = payload.get("EnableKinesisStreamingConfiguration", {})
    here = f"arn:{partition(table.region)}:kinesis:{table.region}:{table.account}:stream/"
    destination = Destination(
        enabled=True,
        settled_at=scene.world.after(scene.world.profile.table_seconds),
        precision=configuration.get("ApproximateCreationDateTimePrecision"),
        failed=None if arn.startswith(here) else f"Stream cannot be written to: {arn}",
    )
    answer = _changed(scene, table, arn, destination)
    return answer | (
        {"EnableKinesisStreamingConfiguration": configuration} if configuration else {}
    )


def disable_kinesis_streaming_destination(scene: Scene, payload: Json) -> Json:
    """DISABLING, then DISABLED; it stays in the list."""
    table, arn = scene.stable(payload["TableName"]), payload["StreamArn"]
    if "EnableKinesisStreamingConfiguration" in payload:
        raise AwsError(
            "ValidationException",
            "Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters",
        )
    before = _active(
        scene,
        table,
        arn,
        f"{NOT_VALID}KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.",
    )
    until = scene.world.after(scene.world.profile.table_seconds)
    after = replace(before, enabled=False, settled_at=until, updating=False)
    return _changed(scene, table, arn, after)


def update_kinesis_streaming_destination(scene: Scene, payload: Json) -> Json:
    """Another precision of the times in the stream's records."""
    table, arn = scene.stable(payload["TableName"]), payload["StreamArn"]
    configuration = payload.get("UpdateKinesisStreamingConfiguration", {})
    precision = configuration.get("ApproximateCreationDateTimePrecision")
    if precision is None:
        raise AwsError(
            "ValidationException",
            "Streaming destination cannot be updated with given parameters: "
            "UpdateKinesisStreamingConfiguration cannot be null or contain only null values",
        )
    before = _active(
        scene,
        table,
        arn,
        f"{NOT_VALID}Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE "
        f"state. TableName: {table.name}, kdsArn: {arn}",
    )
    if (before.precision or "MILLISECOND") == precision:
        raise AwsError(
            "ValidationException",
            f"Invalid Request: Precision is already set to the desired value of {precision} for "
            f"tableId: {table.table_id}, kdsArn: {arn}",
        )
    until = scene.world.after(scene.world.profile.table_seconds)
    after = replace(before, precision=precision, settled_at=until, updating=True)
    answer = _changed(scene, table, arn, after)
    return answer | {"UpdateKinesisStreamingConfiguration": configuration}


def describe_kinesis_streaming_destination(scene: Scene, payload: Json) -> Json:
    """Every stream that is or was a destination."""
    table = scene.table(payload["TableName"])
    told = []
    for arn, destination in table.attachments.destinations.items():
        entry: Json = {"StreamArn": arn, "DestinationStatus": destination.status(scene.now)}
        if destination.precision:
            entry["ApproximateCreationDateTimePrecision"] = destination.precision
        if destination.failed and entry["DestinationStatus"] == "ENABLE_FAILED":
            entry["DestinationStatusDescription"] = destination.failed
        told.append(entry)
    return {"TableName": table.name, "KinesisDataStreamDestinations": told}


def _active(scene: Scene, table: Table, arn: str, otherwise: str) -> Destination:
    destination = table.attachments.destinations.get(arn)
    if destination is None or destination.status(scene.now) != "ACTIVE":
        raise AwsError("ValidationException", otherwise)
    return destination


def _changed(scene: Scene, table: Table, arn: str, destination: Destination) -> Json:
    table.attachments.destinations[arn] = destination
    return {
        "TableName": table.name,
        "StreamArn": arn,
        "DestinationStatus": destination.status(scene.now),
    }
