"""DynamoDB Streams: ListStreams, DescribeStream, GetShardIterator, GetRecords.

A stream here is one shard from its first change to its last; AWS opens a new
shard every few hours. Iterators live for 15 minutes of domain time.
"""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta

from sandbox.aws.call import AwsError, Json
from sandbox.aws.models import service_model
from sandbox.aws.shapes import read_input
from sandbox.aws.stream import Change, Stream
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

ITERATOR_LIFE = timedelta(minutes=15)
MOST_RECORDS, MOST_STREAMS = 1000, 100


def read_streams_input(action: str, payload: Json) -> Json:
    """The payload by the model of DynamoDB Streams, which is a service of its own."""
    shape = service_model("dynamodbstreams").operation_model(action).input_shape
    return read_input(payload, shape) if shape is not None else {}


def enable_stream(scene: Scene, table: Table, specification: Json) -> None:
    """A new stream, with a new ARN."""
    stream = Stream(
        table_name=table.name,
        table_arn=table.arn,
        region=table.region,
        key_schema=table.definition.key_schema,
        view=specification["StreamViewType"],
        began_at=scene.now,
    )
    table.stream = stream
    scene.region.streams[stream.arn] = stream


def disable_stream(table: Table, now: datetime) -> None:
    """Nothing more comes in; what is there can be read for 24 hours."""
    if table.stream is not None and table.stream.ended_at is None:
        table.stream.ended_at = now


def list_streams(scene: Scene, payload: Json) -> Json:
    """Streams in the order of their ARNs, those of deleted tables included."""
    name, after = payload.get("TableName"), payload.get("ExclusiveStartStreamArn", "")
    limit = min(payload.get("Limit", MOST_STREAMS), MOST_STREAMS)
    found = [
        {"StreamArn": arn, "TableName": stream.table_name, "StreamLabel": stream.label}
        for arn, stream in sorted(scene.region.streams.items())
        if arn > after and name in {stream.table_name, None}
    ]
    page: Json = {"Streams": found[:limit]}
    if len(found) > limit:
        page["LastEvaluatedStreamArn"] = found[limit - 1]["StreamArn"]
    return page


def describe_stream(scene: Scene, payload: Json) -> Json:
    """Its state and its shard."""
    stream = _stream(scene, payload["StreamArn"])
    settling = timedelta(seconds=scene.world.profile.table_seconds)
    since = stream.ended_at or stream.began_at
    ending, moving = stream.ended_at is not None, scene.now < since + settling
    status = ("DISABLING" if moving else "DISABLED") if ending else None
    numbers = {"StartingSequenceNumber": str(stream.first)}
    if ending:
        numbers["EndingSequenceNumber"] = str(max(stream.first, stream.last))
    shard = {"ShardId": stream.shard, "SequenceNumberRange": numbers}
    seen = payload.get("ExclusiveStartShardId") == stream.shard or "ShardFilter" in payload
    return {
        "StreamDescription": {
            "StreamArn": stream.arn,
            "StreamLabel": stream.label,
            "StreamStatus": status or ("ENABLING" if moving else "ENABLED"),
            "StreamViewType": stream.view,
            "CreationRequestDateTime": scene.world.stamp(stream.began_at),
            "TableName": stream.table_name,
            "KeySchema": stream.key_schema,
            "Shards": [] if seen else [shard],
        }
    }


def get_shard_iterator(scene: Scene, payload: Json) -> Json:
    """A place in the shard from which to read on."""
    stream = _stream(scene, payload["StreamArn"])
    if payload["ShardId"] != stream.shard:
        raise _not_found(f"Shard not found: {payload['ShardId']}")
    kept = stream.kept(scene.now)
    oldest = kept[0].sequence if kept else stream.last + 1
    match payload["ShardIteratorType"]:
        case "TRIM_HORIZON":
            start = oldest
        case "LATEST":
            start = stream.last + 1
        case "AT_TIMESTAMP":
            start = _from_instant(kept, stream, payload)
        case kind:
            start = _numbered(stream, payload) + (kind == "AFTER_SEQUENCE_NUMBER")
            if start < oldest:
                raise _trimmed()
    return {"ShardIterator": _iterator(stream, start, scene.now)}


def get_records(scene: Scene, payload: Json) -> Json:
    """Up to 1,000 changes from an iterator on, and the iterator for what follows."""
    limit = payload.get("Limit", MOST_RECORDS)
    if limit > MOST_RECORDS:
        raise AwsError(
            "LimitExceededException",
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy "
            f"constraint: Member must have value less than or equal to {MOST_RECORDS}",
        )
    arn, start, made_at = _read_iterator(payload["ShardIterator"])
    stream = _stream(scene, arn)
    if scene.now > made_at + ITERATOR_LIFE:
        raise AwsError("ExpiredIteratorException", "The shard iterator has expired")
    kept = stream.kept(scene.now)
    oldest = kept[0].sequence if kept else stream.last + 1
    if start < oldest and start <= stream.last:
        raise _trimmed()
    first = max(start - oldest, 0)
    found = kept[first : first + limit]
    answer: Json = {"Records": [stream.record(change) for change in found]}
    following = found[-1].sequence + 1 if found else start
    if stream.ended_at is None or following <= stream.last:
        answer["NextShardIterator"] = _iterator(stream, following, scene.now)
    return answer


STREAMS = {
    "DescribeStream": describe_stream,
    "GetRecords": get_records,
    "GetShardIterator": get_shard_iterator,
    "ListStreams": list_streams,
}


def _stream(scene: Scene, arn: str) -> Stream:
    stream = scene.region.streams.get(arn)
    if stream is None:
        raise _not_found(f"Requested resource not found: Stream: {arn} not found")
    return stream


def _numbered(stream: Stream, payload: Json) -> int:
    number = payload.get("SequenceNumber", "")
    if not number.isdecimal() or not stream.first <= int(number) <= stream.last + 1:
        raise AwsError("ValidationException", f"Invalid SequenceNumber: {number or 'missing'}")
    return int(number)


def _from_instant(kept: list[Change], stream: Stream, payload: Json) -> int:
    if "Timestamp" not in payload:
        raise AwsError("ValidationException", "AT_TIMESTAMP needs a Timestamp")
    since = datetime.fromtimestamp(payload["Timestamp"], UTC)
    return next((c.sequence for c in kept if c.instant >= since), stream.last + 1)


def _iterator(stream: Stream, start: int, now: datetime) -> str:
    content = json.dumps([stream.arn, start, now.isoformat()])
    return base64.b64encode(content.encode()).decode()


def _read_iterator(text: str) -> tuple[str, int, datetime]:
    try:
        arn, start, made_at = json.loads(base64.b64decode(text, validate=True))
        return str(arn), int(start), datetime.fromisoformat(made_at)
    except (binascii.Error, ValueError, TypeError) as error:
        raise AwsError("ValidationException", "Invalid ShardIterator") from error


def _not_found(message: str) -> AwsError:
    return AwsError("ResourceNotFoundException", message)


def _trimmed() -> AwsError:
    return AwsError(
        "TrimmedDataAccessException",
        "The operation attempted to read past the oldest stream record in a shard.",
    )
