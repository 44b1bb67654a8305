"""TagResource, UntagResource, ListTags: of vaults, recovery points and plans."""

from sandbox.aws.aws_backup.pages import page
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.scene import Scene, invalid_value, not_found
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.call import AwsError, Json

MOST_TAGS = 50
_PREFIX = "aws:"


def checked_tags(tags: dict[str, str]) -> dict[str, str]:
    """The same; none of AWS's own."""
    for key in tags:
        if not key or key.lower().startswith(_PREFIX):
            raise invalid_value(f"Tag keys must not be empty or begin with {_PREFIX}: {key}")
    return dict(tags)


def tag_resource(scene: Scene, payload: Json) -> Json:
    """Add or replace tags: 50 at most."""
    tags = _tags(scene, payload["ResourceArn"])
    merged = tags | checked_tags(payload["Tags"])
    if len(merged) > MOST_TAGS:
        raise AwsError("LimitExceededException", f"At most {MOST_TAGS} tags per resource")
    tags.update(merged)
    return {}


def untag_resource(scene: Scene, payload: Json) -> Json:
    """Take tags away; absent ones do not matter."""
    tags = _tags(scene, payload["ResourceArn"])
    for key in payload["TagKeyList"]:
        tags.pop(key, None)
    return {}


def list_tags(scene: Scene, payload: Json) -> Json:
    """In the order of keys."""
    tags = _tags(scene, payload["ResourceArn"])
    listed = page(tags, lambda key: (key,), payload, "Tags", lambda key: {key: tags[key]})
    listed["Tags"] = {key: value for tag in listed["Tags"] for key, value in tag.items()}
    return listed


def _tags(scene: Scene, arn: str) -> dict[str, str]:
    """The tags themselves, to be changed."""
    parts = arn.split(":", 6)
    if len(parts) != 7 or parts[2] != "backup":  # noqa: PLR2004 - arn:aws:backup:R:A:kind:id
        raise invalid_value(f"Invalid resource ARN: {arn}")
    if (parts[4], parts[3]) == (scene.account, scene.region):
        holders: list[Vault | RecoveryPoint] = list(scene.holding.vaults.values())
        for holder in holders + list(scene.holding.points()):
            if holder.arn == arn:
                return holder.tags
        plan = scene.holding.plans.get(parts[6]) if parts[5] == "backup-plan" else None
        if plan is not None:
            tags: dict[str, str] = plan.tags
            return tags
    raise not_found(f"Resource {arn} does not exist.")
