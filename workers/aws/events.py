"""EventBridge's default bus through boto3."""

from collections.abc import Mapping
from functools import partial
from hashlib import sha256

from workers.aws.backup_models import EventRule
from workers.aws.line import Answer, Line, nothing
from workers.aws.translate import refused_entry

ENABLED = "ENABLED"
Targets = Mapping[str, str]
"""ARNs of a rule's targets by the ids they have there."""


class BotoEventBridge:
    """Keeps `workers.aws.backup_door.EventBridge`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def rule(self, name: str) -> EventRule:
        """DescribeRule and ListTargetsByRule."""
        rule = self._line.read("DescribeRule", read_rule, Name=name)
        return rule.model_copy(update={"targets": tuple(self._targets(name).values())})

    def put_rule(self, rule: EventRule) -> None:
        """PutRule, PutTargets, and RemoveTargets for what it sent to before.

        A target that is there stays as it is: somebody may have put it, with settings of its own.
        """
        self._line.change(
            "PutRule",
            nothing,
            Name=rule.name,
            EventPattern=rule.pattern,
            State=ENABLED if rule.enabled else "DISABLED",
        )
        there = self._targets(rule.name)
        absent = [arn for arn in rule.targets if arn not in there.values()]
        if absent:
            missing = [{"Id": id_of(arn), "Arn": arn} for arn in absent]
            self._change_targets("PutTargets", Rule=rule.name, Targets=missing)
        unwanted = [key for key, arn in there.items() if arn not in rule.targets]
        self._remove_targets(rule.name, unwanted)

    def delete_rule(self, name: str) -> None:
        """RemoveTargets and DeleteRule; AWS deletes no rule that has targets."""
        self._remove_targets(name, list(self._targets(name)))
        self._line.change("DeleteRule", nothing, Name=name)

    def _targets(self, name: str) -> Targets:
        """ListTargetsByRule, all pages."""
        found: dict[str, str] = {}
        following = ""
        while True:
            page, following = self._line.page(
                "ListTargetsByRule", read_targets, following, Rule=name
            )
            found |= page
            if not following:
                return found

    def _remove_targets(self, name: str, ids: list[str]) -> None:
        if ids:
            self._change_targets("RemoveTargets", Rule=name, Ids=ids)

    def _change_targets(self, operation: str, **request: object) -> None:
        """A change that AWS may do in part: what it did not do is an error."""
        place = self._line.calls.place
        self._line.change(operation, partial(_all_done, operation, place), **request)


def id_of(arn: str) -> str:
    """A target's id is made of its ARN, so that putting it again changes nothing."""
    return f"ddbdr-{sha256(arn.encode()).hexdigest()[:16]}"


def read_rule(answer: Answer) -> EventRule:
    """What DescribeRule answers; a rule may also be enabled for more than plain events."""
    return EventRule(
        name=answer["Name"],
        pattern=answer.get("EventPattern") or "",
        arn=answer.get("Arn") or "",
        enabled=str(answer.get("State") or ENABLED).startswith(ENABLED),
    )


def read_targets(answer: Answer) -> dict[str, str]:
    """What ListTargetsByRule answers."""
    return {one["Id"]: one["Arn"] for one in answer["Targets"]}


def _all_done(operation: str, place: str, answer: Answer) -> None:
    for failed in answer.get("FailedEntries") or []:
        raise refused_entry(
            operation,
            code=str(failed.get("ErrorCode") or ""),
            message=str(failed.get("ErrorMessage") or ""),
            place=place,
        )
