"""CreateScheduleGroup, GetScheduleGroup, DeleteScheduleGroup, their list, and their tags."""

from sandbox.aws.call import Json
from sandbox.aws.scheduler.place import Place, paged
from sandbox.aws.scheduler.schedule import DEFAULT, Group, conflict, invalid, missing


def create_schedule_group(place: Place, payload: Json) -> Json:
    """A group; the same ClientToken gives the same."""
    name = payload["Name"]
    present = place.holding.groups.get(name)
    if present is not None:
        if present.token is not None and present.token == payload.get("ClientToken"):
            return {"ScheduleGroupArn": present.arn}
        raise conflict(f"Schedule group {name} already exists.")
    group = Group(
        name=name,
        account=place.account,
        region=place.region,
        created_at=place.now,
        token=payload.get("ClientToken"),
        tags={tag["Key"]: tag["Value"] for tag in payload.get("Tags", [])},
    )
    place.holding.groups[name] = group
    return {"ScheduleGroupArn": group.arn}


def get_schedule_group(place: Place, payload: Json) -> Json:
    """What is known of it."""
    return _told(place, place.holding.group(payload["Name"]))


def delete_schedule_group(place: Place, payload: Json) -> Json:
    """Gone at once, and every schedule in it."""
    group = place.holding.group(payload["Name"])
    if group.name == DEFAULT:
        raise invalid("The default schedule group cannot be deleted.")
    for schedule in list(place.holding.schedules.values()):
        if schedule.group == group.name:
            place.holding.remove(schedule)
    del place.holding.groups[group.name]
    return {}


def list_schedule_groups(place: Place, payload: Json) -> Json:
    """A page, by name."""
    prefix = payload.get("NamePrefix", "")
    found = [
        _told(place, group)
        for name, group in sorted(place.holding.groups.items())
        if name.startswith(prefix)
    ]
    return paged("ScheduleGroups", found, payload)


def list_tags(place: Place, payload: Json) -> Json:
    """A group's tags."""
    tags = _by_arn(place, payload).tags
    return {"Tags": [{"Key": key, "Value": value} for key, value in sorted(tags.items())]}


def tag(place: Place, payload: Json) -> Json:
    """Add or replace tags of a group."""
    _by_arn(place, payload).tags.update({t["Key"]: t["Value"] for t in payload["Tags"]})
    return {}


def untag(place: Place, payload: Json) -> Json:
    """Take tags away; absent ones do not matter."""
    group = _by_arn(place, payload)
    for key in payload["TagKeys"]:
        group.tags.pop(key, None)
    return {}


def _by_arn(place: Place, payload: Json) -> Group:
    for group in place.holding.groups.values():
        if group.arn == payload["ResourceArn"]:
            return group
    raise missing(f"Schedule group {payload['ResourceArn'].rpartition('/')[2]} does not exist.")


def _told(place: Place, group: Group) -> Json:
    created = place.world.stamp(group.created_at)
    return {
        "Arn": group.arn,
        "Name": group.name,
        "State": "ACTIVE",
        "CreationDate": created,
        "LastModificationDate": created,
    }
