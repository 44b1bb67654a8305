"""Tags and time to live: what AWS drops on a restore and people put back."""

from sandbox.aws.admission import require_operation
from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import TimeToLive, ttl_description
from sandbox.aws.world import Scene

MOST_TAGS = 50


def checked_tags(tags: list[Json]) -> dict[str, str]:
    """Key -> value; ValidationException for a key that is AWS's, or given twice."""
    checked: dict[str, str] = {}
    for tag in tags:
        key = tag["Key"]
        if key.lower().startswith("aws:"):
            raise AwsError(
                "ValidationException", f"Tag Key cannot be prefixed with aws:, Key: {key}"
            )
        if key in checked:
            raise AwsError(
                "ValidationException",
                f"Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}",
            )
        checked[key] = tag["Value"]
    return checked


def tag_resource(scene: Scene, payload: Json) -> Json:
    """Add or replace tags: 50 at most, none of AWS's own."""
    table = scene.stable(payload["ResourceArn"])
    tags = table.tags | checked_tags(payload["Tags"])
    if len(tags) > MOST_TAGS:
        raise AwsError(
            "ValidationException",
            "Number of Tags exceed the current limit for the provided ResourceArn",
        )
    table.tags = tags
    return {}


def untag_resource(scene: Scene, payload: Json) -> Json:
    """Take tags away; absent ones do not matter."""
    table = scene.stable(payload["ResourceArn"])
    for key in payload["TagKeys"]:
        table.tags.pop(key, None)
    return {}


def list_tags_of_resource(scene: Scene, payload: Json) -> Json:
    """All tags, on one page."""
    table = scene.table(payload["ResourceArn"])
    return {"Tags": [{"Key": key, "Value": value} for key, value in sorted(table.tags.items())]}


def update_time_to_live(scene: Scene, payload: Json) -> Json:
    """ENABLING or DISABLING for a while, then so; not changed again within the hour."""
    table = scene.stable(payload["TableName"])
    specification = payload["TimeToLiveSpecification"]
    enabled, attribute = specification["Enabled"], specification["AttributeName"]
    before, now = table.ttl, scene.now
    on = before is not None and before.enabled
    if on and before is not None and before.attribute != attribute:
        raise AwsError(
            "ValidationException",
            "TimeToLive is active on a different AttributeName: current AttributeName is "
            f"{before.attribute}",
        )
    if enabled == on:
        state = "enabled" if on else "disabled"
        raise AwsError("ValidationException", f"TimeToLive is already {state}")
    if before is not None and now < before.fixed_until:
        raise AwsError(
            "ValidationException",
            "Time to live has been modified multiple times within a fixed interval",
        )
    require_operation(scene)
    profile = scene.world.profile
    table.ttl = TimeToLive(
        attribute,
        enabled,
        settled_at=scene.world.after(profile.ttl_settling_seconds),
        fixed_until=scene.world.after(profile.ttl_change_seconds),
    )
    return {"TimeToLiveSpecification": specification}


def describe_time_to_live(scene: Scene, payload: Json) -> Json:
    """TimeToLiveDescription."""
    table = scene.table(payload["TableName"])
    return {"TimeToLiveDescription": ttl_description(table.ttl, scene.now)}
