"""Which permission a call needs, and on which resources: IAM's view of it.

DynamoDB's are those of the service authorization reference; of the other
services the sandbox knows the ARN where the call names one.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from sandbox.aws.call import AwsError, Call, Json

_PREFIXES = {"monitoring": "cloudwatch", "tagging": "tag"}


def permission(call: Call) -> str:
    """`dynamodb:CreateBackup`."""
    return f"{_PREFIXES.get(call.service, call.service)}:{call.action}"


def resources(call: Call) -> list[str]:
    """The ARNs, at least one; `*` where the call names none."""
    if call.protocol == "query":
        values = parse_qs(call.request.body.decode("utf-8", "replace"))
        return values.get("RoleArn") or values.get("TopicArn") or ["*"]
    if call.protocol != "json":
        return ["*"]
    try:
        payload = call.payload()
    except AwsError:
        return ["*"]  # the call will be refused for what it is
    if call.service == "dynamodb":
        return list(dict.fromkeys(_dynamodb(call, payload))) or [_table(call, "*")]
    if call.service == "kms" and isinstance(payload.get("KeyId"), str):
        return [_key(call, payload["KeyId"])]
    arn = payload.get("ResourceArn") or payload.get("ResourceARN")
    return [arn] if isinstance(arn, str) else ["*"]


def _dynamodb(call: Call, payload: Json) -> Iterator[str]:
    for member in ("BackupArn", "ResourceArn", "TableArn", "SourceTableArn", "StreamArn"):
        arn = payload.get(member)
        if isinstance(arn, str) and ":dynamodb:" in arn:  # StreamArn may be Kinesis's
            yield arn
    if call.action == "ListBackups":
        return  # it cannot be allowed per table
    for name in _tables(payload):
        index = payload.get("IndexName")
        table = name if name.startswith("arn:") else _table(call, name)
        yield f"{table}/index/{index}" if isinstance(index, str) else table


def _tables(payload: Json) -> Iterator[str]:
    for member in ("TableName", "SourceTableName"):
        if isinstance(payload.get(member), str):
            yield payload[member]
    items: Any = payload.get("RequestItems")
    if isinstance(items, dict):
        yield from items
    entries = payload.get("TransactItems")
    for entry in entries if isinstance(entries, list) else ():
        for operation in entry.values() if isinstance(entry, dict) else ():
            if isinstance(operation, dict) and isinstance(operation.get("TableName"), str):
                yield operation["TableName"]


def _table(call: Call, name: str) -> str:
    return f"arn:aws:dynamodb:{call.region}:{call.account}:table/{name}"


def _key(call: Call, key: str) -> str:
    kind = "" if key.startswith("alias/") else "key/"
    return (
        key if key.startswith("arn:") else f"arn:aws:kms:{call.region}:{call.account}:{kind}{key}"
    )
