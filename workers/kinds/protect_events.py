"""What goes by EventBridge: a table's schedule for backups, and rules that tell our queue."""

import json
from collections.abc import Iterator

from workers.aws.backup_door import EventBridge
from workers.aws.backup_models import EventRule, Schedule
from workers.aws.door import Aws
from workers.aws.errors import NotFound
from workers.kinds.protect_order import RULES, ProtectOrder, schedule_name
from workers.kinds.protect_part import UTC_NAMES, Part, token_of

ENSURE_SCHEDULE = "ensure-schedule"
ENSURE_RULES = "ensure-rules"


def _has_schedule(aws: Aws, order: ProtectOrder) -> bool:
    try:
        found = aws.scheduler(order.account, order.region).schedule(order.schedule.name)
    except NotFound:
        return False
    return _same_schedule(found, order.schedule)


def _put_schedule(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    aws.scheduler(order.account, order.region).put_schedule(
        order.schedule, token=token_of(job_id, "schedule")
    )


def has_any_schedule(aws: Aws, order: ProtectOrder) -> bool:
    """Whether the table has a schedule of ours, whatever it does."""
    try:
        aws.scheduler(order.account, order.region).schedule(schedule_name(order.table))
    except NotFound:
        return False
    return True


def delete_schedule(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    """Take it away; the backups it made stay."""
    try:
        aws.scheduler(order.account, order.region).delete_schedule(
            schedule_name(order.table), token=token_of(job_id, "unschedule")
        )
    except NotFound:
        return


def _has_rules(aws: Aws, order: ProtectOrder) -> bool:
    return not list(_missing_rules(aws, order))


def _put_rules(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    for events, rule in _missing_rules(aws, order):
        events.put_rule(rule)


def _missing_rules(aws: Aws, order: ProtectOrder) -> Iterator[tuple[EventBridge, EventRule]]:
    for region in order.regions:
        events = aws.events(order.account, region)
        for rule in order.event_rules(region):
            found = find_rule(events, rule.name)
            if found is None:
                yield events, rule
            elif not _same_rule(found, rule):
                # Where somebody else has added targets, they go on getting events.
                both = tuple(dict.fromkeys((*found.targets, *rule.targets)))
                yield events, rule.model_copy(update={"targets": both})


def has_any_rule(aws: Aws, order: ProtectOrder) -> bool:
    """Whether a rule of ours is there in either region."""
    return any(
        find_rule(aws.events(order.account, region), name) is not None
        for region in order.regions
        for name in RULES
    )


def delete_rules(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    """Take ours away in both regions."""
    for region in order.regions:
        events = aws.events(order.account, region)
        for name in RULES:
            if find_rule(events, name) is not None:
                events.delete_rule(name)


def find_rule(events: EventBridge, name: str) -> EventRule | None:
    """The rule of that name."""
    try:
        return events.rule(name)
    except NotFound:
        return None


def _same_schedule(found: Schedule, wanted: Schedule) -> bool:
    same = ("name", "group", "expression", "target_arn", "role_arn", "enabled")
    return (
        all(getattr(found, name) == getattr(wanted, name) for name in same)
        and (found.zone in UTC_NAMES) == (wanted.zone in UTC_NAMES)
        and _json(found.input) == _json(wanted.input)
    )


def _same_rule(found: EventRule, wanted: EventRule) -> bool:
    return (
        found.enabled
        and _json(found.pattern) == _json(wanted.pattern)
        and set(wanted.targets) <= set(found.targets)
    )


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


SCHEDULE = Part(
    name=ENSURE_SCHEDULE,
    words="the schedule",
    is_so=_has_schedule,
    make=_put_schedule,
    take_back=delete_schedule,
)
EVENT_RULES = Part(
    name=ENSURE_RULES,
    words="events to our queue",
    is_so=_has_rules,
    make=_put_rules,
    may_lack=True,
)
