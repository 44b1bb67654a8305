"""EventBridge's actions on the default bus: rules, targets, events of one's own.

Sources: the EventBridge API reference and user guide, and botocore's model.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.events.delivery import Delivery, event_of
from sandbox.aws.events.pages import paged
from sandbox.aws.events.pattern import BadPattern, read_pattern
from sandbox.aws.events.rules import TARGETS, Rule, Rules
from sandbox.aws.events.target_checks import check_target
from sandbox.aws.happening import Happening
from sandbox.aws.reading import members

LONGEST = 100


@dataclass(frozen=True)
class Asking:
    """One call: what is asked of the rules, and when."""

    rules: Rules
    delivery: Delivery
    call: Call
    given: Json
    now: datetime

    @property
    def place(self) -> tuple[str, str]:
        """(account, region) of the bus."""
        return self.call.account, self.call.region

    def rule(self, member: str = "Name") -> Rule:
        """The rule that is named; ResourceNotFoundException where there is none."""
        return self.rules.get(*self.place, self.given[member])


def run(rules: Rules, delivery: Delivery, call: Call, now: datetime) -> Answer:
    """Answer one call; AwsError where EventBridge would refuse it."""
    play = ACTIONS.get(call.action)
    if play is None:
        raise AwsError(
            "UnknownOperationException", f"The sandbox does not play EventBridge's {call.action}"
        )
    asking = Asking(rules, delivery, call, members(call), now)
    _require_default_bus(asking)
    return json_answer(play(asking))


def _require_default_bus(asking: Asking) -> None:
    account, region = asking.place
    bus = asking.given.get("EventBusName", "default")
    if bus not in {"default", f"arn:aws:events:{region}:{account}:event-bus/default"}:
        raise AwsError("ResourceNotFoundException", f"Event bus {bus} does not exist.")


def _put_rule(asking: Asking) -> Json:
    given = asking.given
    if "ScheduleExpression" in given:
        raise AwsError("ValidationException", "The sandbox does not play ScheduleExpression")
    if "EventPattern" not in given:
        raise AwsError(
            "ValidationException",
            "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        )
    _matcher(given["EventPattern"])
    tags = {tag["Key"]: tag["Value"] for tag in given.get("Tags", [])}
    rule = asking.rules.find(*asking.place, given["Name"])
    if rule is None:
        rule = Rule(*asking.place, given["Name"], given["EventPattern"], tags=tags)
        asking.rules.add(rule)
    # "When you update an existing rule, the rule is replaced"; tags given then are ignored.
    rule.pattern = given["EventPattern"]
    rule.state = given.get("State", "ENABLED")
    rule.description, rule.role = given.get("Description"), given.get("RoleArn")
    return {"RuleArn": rule.arn}


def _matcher(pattern: str) -> Callable[[Json], bool]:
    try:
        return read_pattern(pattern)
    except BadPattern as problem:
        raise AwsError(
            "InvalidEventPatternException", f"Event pattern is not valid. Reason: {problem}"
        ) from problem


def _describe_rule(asking: Asking) -> Json:
    return _shown(asking.rule()) | {"CreatedBy": asking.call.account}


def _shown(rule: Rule) -> Json:
    shown = {
        "Name": rule.name,
        "Arn": rule.arn,
        "EventPattern": rule.pattern,
        "State": rule.state,
        "Description": rule.description,
        "RoleArn": rule.role,
        "EventBusName": "default",
    }
    return {name: value for name, value in shown.items() if value is not None}


def _list_rules(asking: Asking) -> Json:
    prefix = asking.given.get("NamePrefix", "")
    found = [rule for rule in asking.rules.of(*asking.place) if rule.name.startswith(prefix)]
    return _paged(asking, "Rules", [_shown(rule) for rule in found])


def _list_rule_names_by_target(asking: Asking) -> Json:
    arn = asking.given["TargetArn"]
    found = [
        rule.name
        for rule in asking.rules.of(*asking.place)
        if any(target["Arn"] == arn for target in rule.targets.values())
    ]
    return _paged(asking, "RuleNames", found)


def _paged(asking: Asking, member: str, entries: list[Json] | list[str]) -> Json:
    return paged(member, entries, asking.given.get("Limit", LONGEST), asking.given.get("NextToken"))


def _delete_rule(asking: Asking) -> Json:
    rule = asking.rules.find(*asking.place, asking.given["Name"])
    if rule is None:
        return {}
    if rule.targets:
        raise AwsError("ValidationException", "Rule can't be deleted since it has targets.")
    asking.rules.remove(rule)
    return {}


def _enable_rule(asking: Asking) -> Json:
    asking.rule().state = "ENABLED"
    return {}


def _disable_rule(asking: Asking) -> Json:
    asking.rule().state = "DISABLED"
    return {}


def _put_targets(asking: Asking) -> Json:
    rule = asking.rule("Rule")
    given = {target["Id"]: target for target in asking.given["Targets"]}
    for target in given.values():
        check_target(target, *asking.place)
    if len(rule.targets | given) > TARGETS:
        raise AwsError(
            "LimitExceededException", "The requested resource exceeds the maximum number allowed."
        )
    rule.targets |= given
    return {"FailedEntryCount": 0, "FailedEntries": []}


def _remove_targets(asking: Asking) -> Json:
    rule = asking.rule("Rule")
    for target in asking.given["Ids"]:
        rule.targets.pop(target, None)
    return {"FailedEntryCount": 0, "FailedEntries": []}


def _list_targets_by_rule(asking: Asking) -> Json:
    return _paged(asking, "Targets", list(asking.rule("Rule").targets.values()))


def _put_events(asking: Asking) -> Json:
    told = [_put_event(asking, entry) for entry in asking.given["Entries"]]
    return {"FailedEntryCount": sum("ErrorCode" in each for each in told), "Entries": told}


def _put_event(asking: Asking, entry: Json) -> Json:
    missing = [name for name in ("Source", "DetailType", "Detail") if not entry.get(name)]
    if missing:
        return _refused("InvalidArgument", f"Parameter {missing[0]} is not valid.")
    if entry["Source"].startswith("aws."):
        return _refused("NotAuthorizedForSourceException", "Not authorized for the source.")
    try:
        detail = orjson.loads(entry["Detail"])
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        return _refused("MalformedDetail", "Detail is malformed.")
    try:
        at = datetime.fromtimestamp(entry["Time"], UTC) if "Time" in entry else asking.now
    except (OverflowError, OSError, ValueError):
        return _refused("InvalidArgument", "Parameter Time is not valid.")
    event = event_of(
        Happening(
            source=entry["Source"],
            detail_type=entry["DetailType"],
            account=asking.call.account,
            region=asking.call.region,
            at=at,
            detail=detail,
            resources=entry.get("Resources", []),
        )
    )
    asking.delivery.put(event, asking.now)
    return {"EventId": event["id"]}


def _refused(code: str, message: str) -> Json:
    return {"ErrorCode": code, "ErrorMessage": message}


def _test_event_pattern(asking: Asking) -> Json:
    try:
        event = json.loads(asking.given["Event"])
    except (ValueError, RecursionError):
        event = None
    needed = {"id", "account", "source", "time", "region", "resources", "detail-type"}
    if not isinstance(event, dict) or not needed <= set(event):
        raise AwsError("ValidationException", "Parameter Event is not valid.")
    return {"Result": _matcher(asking.given["EventPattern"])(event)}


def _tagged(asking: Asking) -> Rule:
    arn = asking.given["ResourceARN"]
    account, region = asking.place
    prefix = f"arn:aws:events:{region}:{account}:rule/"
    if not arn.startswith(prefix):
        raise AwsError("ResourceNotFoundException", f"{arn} does not exist.")
    return asking.rules.get(account, region, arn.removeprefix(prefix))


def _list_tags(asking: Asking) -> Json:
    return {"Tags": [{"Key": key, "Value": value} for key, value in _tagged(asking).tags.items()]}


def _tag(asking: Asking) -> Json:
    _tagged(asking).tags.update({tag["Key"]: tag["Value"] for tag in asking.given["Tags"]})
    return {}


def _untag(asking: Asking) -> Json:
    tags = _tagged(asking).tags
    for key in asking.given["TagKeys"]:
        tags.pop(key, None)
    return {}


def _describe_event_bus(asking: Asking) -> Json:
    account, region = asking.place
    return {"Name": "default", "Arn": f"arn:aws:events:{region}:{account}:event-bus/default"}


ACTIONS: dict[str, Callable[[Asking], Json]] = {
    "DeleteRule": _delete_rule,
    "DescribeEventBus": _describe_event_bus,
    "DescribeRule": _describe_rule,
    "DisableRule": _disable_rule,
    "EnableRule": _enable_rule,
    "ListRuleNamesByTarget": _list_rule_names_by_target,
    "ListRules": _list_rules,
    "ListTagsForResource": _list_tags,
    "ListTargetsByRule": _list_targets_by_rule,
    "PutEvents": _put_events,
    "PutRule": _put_rule,
    "PutTargets": _put_targets,
    "RemoveTargets": _remove_targets,
    "TagResource": _tag,
    "TestEventPattern": _test_event_pattern,
    "UntagResource": _untag,
}
