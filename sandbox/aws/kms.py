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

from sandbox.aws.aws_backup.keys import BACKUP_KEY, managed_key
from sandbox.aws.call import Answer, Call
from sandbox.aws.encryption import key_problem
from sandbox.aws.moto_door import OtherServices, kms_key
from sandbox.aws.table import KeyLoss, Table
from sandbox.aws.world import World

CHANGES = {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"}


def run(call: Call, others: OtherServices, world: World) -> Answer:
    """Moto's answer; tables notice what happened to their keys."""
    if call.action == "DescribeKey" and _names_backup_key(call):
        return _backup_key(call)
    if call.action not in CHANGES:
        return others.run(call)
    answer = others.run(_by_id(call))
    for table in world.tables():
        _notice(world, table)
    return answer


def _names_backup_key(call: Call) -> bool:
    """Whether `aws/backup` is meant, which moto does not have."""
    arn, named = managed_key(call.account, call.region), call.payload().get("KeyId")
    alias = f"{arn.rpartition(':')[0]}:{BACKUP_KEY}"
    return named in {arn, arn.rpartition("/")[2], BACKUP_KEY, alias}


def _backup_key(call: Call) -> Answer:
    """As KMS describes a key that AWS manages."""
    arn = managed_key(call.account, call.region)
    metadata = {
        "AWSAccountId": call.account,
        "KeyId": arn.rpartition("/")[2],
        "Arn": arn,
        "Enabled": True,
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "KeyManager": "AWS",
        "Origin": "AWS_KMS",
        "MultiRegion": False,
        "Description": "Default key that protects my Backup data when no other key is defined",
    }
    body = json.dumps({"KeyMetadata": metadata}).encode()
    return Answer(200, body, {"Content-Type": "application/x-amz-json-1.1"})


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
