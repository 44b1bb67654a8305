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
from sandbox.aws.call import Answer, Call, Json
from sandbox.aws.encryption import key_problem
from sandbox.aws.moto_door import OtherServices, kms_key
from sandbox.aws.table import KeyLoss, Table
from sandbox.aws.world import World

CHANGES = {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"}


def run(call: Call, others: OtherServices, world: World) -> Answer:
    """Moto's answer; tables notice what happened to their keys."""
    if call.action in OF_BACKUP_KEY and _names_backup_key(call):
        return OF_BACKUP_KEY[call.action](call)
    if call.action == "GetKeyPolicy" and "PolicyName" not in call.payload():
        return others.run(_naming(call, PolicyName="default"))  # KMS's default, not moto's
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
    return _answer({"KeyMetadata": metadata})


def _backup_key_policy(call: Call) -> Answer:
    """As AWS writes it: for whoever may use AWS Backup, in the account itself."""
    arn, through = managed_key(call.account, call.region), f"backup.{call.region}.amazonaws.com"
    using = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": call.account, "kms:ViaService": through}
        },
    }
    looking = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{arn.split(':')[1]}:iam::{call.account}:root"},
        "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        "Resource": "*",
    }
    policy = {"Version": "2012-10-17", "Id": "auto-backup-1", "Statement": [using, looking]}
    return _answer({"Policy": json.dumps(policy), "PolicyName": "default"})


OF_BACKUP_KEY = {"DescribeKey": _backup_key, "GetKeyPolicy": _backup_key_policy}
"""What KMS tells of the key that moto does not have."""


def _answer(body: Json) -> Answer:
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    return Answer(200, json.dumps(body).encode(), headers)


def _by_id(call: Call) -> Call:
    key = call.payload().get("KeyId")
    if not isinstance(key, str) or not key.startswith("arn:"):
        return call
    return _naming(call, KeyId=key.rpartition("/")[2])


def _naming(call: Call, **members: str) -> Call:
    """The same call, with members of its input as given."""
    body = json.dumps(call.payload() | members).encode()
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
