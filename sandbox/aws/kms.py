"""KMS at our door: moto's keys, and what their coming and going does to tables.

Moto takes key ids only where KMS takes ARNs too. A table whose key is disabled,
or is going to be deleted, serves data for some five minutes more, as DynamoDB
keeps the decrypted table key that long; its status follows much later
(INACCESSIBLE_ENCRYPTION_CREDENTIALS), and after seven days of that the table is
archived (developer guide, "Encryption at rest: usage notes"; ArchivalSummary).
"""

import json
from dataclasses import replace
from datetime import timedelta

from sandbox.aws.call import Answer, Call
from sandbox.aws.encryption import key_problem
from sandbox.aws.moto_door import OtherServices, kms_key
from sandbox.aws.table import KeyLoss, Table
from sandbox.aws.world import World

CHANGES = {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"}


def run(call: Call, others: OtherServices, world: World) -> Answer:
    """Moto's answer; tables notice what happened to their keys."""
    if call.action not in CHANGES:
        return others.run(call)
    answer = others.run(_by_id(call))
    for table in world.tables():
        _notice(world, table)
    return answer


def _by_id(call: Call) -> Call:
    payload = call.payload()
    key = payload.get("KeyId")
    if not isinstance(key, str) or not key.startswith("arn:"):
        return call
    body = json.dumps(payload | {"KeyId": key.rpartition("/")[2]}).encode()
    return replace(call, request=replace(call.request, body=body))


def _notice(world: World, table: Table) -> None:
    sse, loss, now = table.definition.sse, table.key_loss, world.clock.now()
    if sse is None:
        return
    problem = key_problem(kms_key(table.account, table.region, sse["KMSMasterKeyArn"]))
    lost = loss is not None and loss.found_at is None
    detection = timedelta(seconds=world.profile.key_detection_seconds)
    if problem is None and loss is not None and lost:
        table.key_loss = replace(loss, found_at=now, recovered_at=now + detection)
    elif problem is not None and not lost:
        table.key_loss = KeyLoss(
            problem=problem,
            lost_at=now,
            refused_at=world.after(world.profile.key_cache_seconds),
            seen_at=now + detection,
            archived_at=now + detection + timedelta(seconds=world.profile.archive_seconds),
        )
