"""What lists of jobs and recovery points are narrowed by."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.aws.aws_backup.described import DYNAMODB
from sandbox.aws.aws_backup.scene import Scene
from sandbox.aws.call import Json
from sandbox.aws.organizations import MANAGEMENT, MEMBERS


@dataclass(frozen=True)
class Facts:
    """What a filter may ask of an entry; `state` is a job's state or status."""

    resource_arn: str
    created_at: datetime
    state: str = ""
    ended_at: datetime | None = None
    succeeded: bool = False


def fits(payload: Json, facts: Facts) -> bool:
    """Do all filters of the request let it through? No job of DynamoDB has a parent."""
    wanted_state = payload.get("ByState", payload.get("ByStatus", facts.state))
    return (
        payload.get("ByResourceArn", facts.resource_arn) == facts.resource_arn
        and payload.get("ByResourceType", DYNAMODB) == DYNAMODB
        and wanted_state == facts.state
        and not {"ByParentJobId", "ByParentRecoveryPointArn"} & payload.keys()
        and ("ByMessageCategory" not in payload or _category(payload, facts))
        and _within(payload, facts)
    )


def account_asked(scene: Scene, payload: Json) -> str | None:
    """Whose jobs are listed: the caller's, or for the management account a member's."""
    asked: str = payload.get("ByAccountId", scene.account)
    allowed = asked == scene.account or (scene.account == MANAGEMENT and asked in MEMBERS)
    return asked if allowed else None


def _category(payload: Json, facts: Facts) -> bool:
    wanted: str = payload["ByMessageCategory"]
    return wanted == "ANY" or (wanted == "SUCCESS") == facts.succeeded


def _within(payload: Json, facts: Facts) -> bool:
    created = facts.created_at.timestamp()
    if not _between(payload, "ByCreatedAfter", created, "ByCreatedBefore"):
        return False
    if facts.ended_at is None:
        return not {"ByCompleteAfter", "ByCompleteBefore"} & payload.keys()
    return _between(payload, "ByCompleteAfter", facts.ended_at.timestamp(), "ByCompleteBefore")


def _between(payload: Json, after: str, moment: float, before: str) -> bool:
    """By the millisecond, as answers tell the moment: who asks since then finds it."""
    told = round(moment, 3)
    low: float = payload.get(after, told)
    high: float = payload.get(before, told)
    return low <= told <= high
