"""Pieces of AWS Backup's answers that several of its descriptions share."""

from datetime import datetime

from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.call import Json
from sandbox.aws.world import World, bare_name

DYNAMODB = "DynamoDB"


def creator(created_by: dict[str, str] | None) -> Json | None:
    """RecoveryPointCreator; None for what no plan made."""
    if created_by is None:
        return None
    return {name[:1].upper() + name[1:]: value for name, value in created_by.items()}


def resource(arn: str) -> Json:
    """What a table is, by its ARN."""
    return {"ResourceArn": arn, "ResourceType": DYNAMODB, "ResourceName": bare_name(arn)}


def calculated(world: World, point: RecoveryPoint) -> Json:
    """CalculatedLifecycle."""
    moments = (("MoveToColdStorageAt", point.cold_at()), ("DeleteAt", point.deleted_at()))
    return {name: world.stamp(moment) for name, moment in moments if moment is not None}


def stamped(world: World, moments: dict[str, datetime | None]) -> Json:
    """Seconds since 1970, of what has happened."""
    return {name: world.stamp(moment) for name, moment in moments.items() if moment is not None}


def present(described: Json) -> Json:
    """Without what there is not: AWS leaves it out."""
    return {name: value for name, value in described.items() if value is not None}
