"""Tags and time to live: what AWS drops on a restore and people put back."""

from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import TimeToLive, ttl_description
from sandbox.aws.world import Scene


def tag_resource(scene: Scene, payload: Json) -> Json:
    """Add or replace tags."""
    table = scene.settled(payload["ResourceArn"])
    table.tags |= {tag["Key"]: tag["Value"] for tag in payload["Tags"]}
    return {}


def untag_resource(scene: Scene, payload: Json) -> Json:
    """Take tags away; absent ones do not matter."""
    table = scene.settled(payload["ResourceArn"])
    for key in payload["TagKeys"]:
        table.tags.pop(key, None)
    return {}


def list_tags_of_resource(scene: Scene, payload: Json) -> Json:
    """All tags, on one page."""
    table = scene.table(payload["ResourceArn"])
    return {"Tags": [{"Key": key, "Value": value} for key, value in sorted(table.tags.items())]}


def update_time_to_live(scene: Scene, payload: Json) -> Json:
    """ENABLING or DISABLING for a while, then so."""
    table = scene.settled(payload["TableName"])
    specification = payload["TimeToLiveSpecification"]
    enabled, attribute = specification["Enabled"], specification["AttributeName"]
    on = table.ttl is not None and table.ttl.enabled
    if enabled == on:
        state = "enabled" if on else "disabled"
        raise AwsError("ValidationException", f"TimeToLive is already {state}")
    if table.ttl is not None and on and table.ttl.attribute != attribute:
        raise AwsError(
            "ValidationException", f"TimeToLive is active on a different AttributeName: {attribute}"
        )
    settled_at = scene.world.after(scene.world.profile.table_seconds)
    table.ttl = TimeToLive(attribute, enabled, settled_at)
    return {"TimeToLiveSpecification": specification}


def describe_time_to_live(scene: Scene, payload: Json) -> Json:
    """TimeToLiveDescription."""
    table = scene.table(payload["TableName"])
    return {"TimeToLiveDescription": ttl_description(table.ttl, scene.now)}
