"""Region settings (is DynamoDB backed up, is it fully managed) and the organization's."""

from sandbox.aws.aws_backup.scene import Scene, invalid_request, invalid_value
from sandbox.aws.aws_backup.told import region_settings_changed
from sandbox.aws.call import Json
from sandbox.aws.organizations import MANAGEMENT, MEMBERS

SUPPORTED = ("DynamoDB",)
"""AWS backs up many more; the sandbox plays this one."""


def describe_region_settings(scene: Scene, _: Json) -> Json:
    """Both preferences."""
    settings = scene.holding.settings
    return {
        "ResourceTypeOptInPreference": settings.opt_in,
        "ResourceTypeManagementPreference": settings.management,
    }


def update_region_settings(scene: Scene, payload: Json) -> Json:
    """Change what is named; recovery points that are there stay what they are."""
    settings = scene.holding.settings
    for member, values in (
        ("ResourceTypeOptInPreference", settings.opt_in),
        ("ResourceTypeManagementPreference", settings.management),
    ):
        changes = payload.get(member, {})
        unknown = changes.keys() - set(SUPPORTED)
        if unknown:
            raise invalid_value(f"Unsupported resource type: {', '.join(sorted(unknown))}")
        values.update(changes)
    if payload:
        place = scene.account, scene.region
        region_settings_changed(scene.world, place, scene.now, payload)
    return {}


def describe_global_settings(scene: Scene, _: Json) -> Json:
    """For members of the organization only."""
    if scene.account not in MEMBERS:
        raise invalid_request("Account is not a member of an organization.")
    settings = scene.world.aws_backup.global_settings
    described: Json = {"GlobalSettings": settings.values}
    if settings.updated_at is not None:
        described["LastUpdateTime"] = scene.world.stamp(settings.updated_at)
    return described


def update_global_settings(scene: Scene, payload: Json) -> Json:
    """By the management account only."""
    if scene.account != MANAGEMENT:
        raise invalid_request(
            "Update global settings can only be called by the management account of an "
            "organization."
        )
    settings, changes = scene.world.aws_backup.global_settings, payload.get("GlobalSettings", {})
    for name, value in changes.items():
        if name not in settings.values or value not in {"true", "false"}:
            raise invalid_value(f"Invalid global setting: {name}={value}")
    settings.values.update(changes)
    settings.updated_at = scene.now
    return {}


def get_supported_resource_types(_: Scene, __: Json) -> Json:
    """What the sandbox plays."""
    return {"ResourceTypes": list(SUPPORTED)}
