"""What goes by EventBridge: a table's schedule for backups, and rules that tell our queue."""

from collections.abc import Iterator

from recovery.strategies import Strategy
from workers.aws.backup_door import EventBridge
from workers.aws.backup_models import EventRule
from workers.aws.door import Aws
from workers.aws.errors import NotFound
from workers.kinds import protect_differences as differences
from workers.kinds.protect_differences import Differences
from workers.kinds.protect_order import RULES, ProtectOrder, schedule_name
from workers.kinds.protect_part import Part, token_of

ENSURE_SCHEDULE = "ensure-schedule"
ENSURE_RULES = "ensure-rules"


def _schedule(aws: Aws, order: ProtectOrder) -> Differences | None:
    try:
        found = aws.scheduler(order.account, order.region).schedule(order.schedule.name)
    except NotFound:
        return None
    return differences.of_schedule(found, order.schedule)


def _put_schedule(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    wanted = order.schedule
    token = token_of(job_id, "schedule", wanted.model_dump_json())
    aws.scheduler(order.account, order.region).put_schedule(wanted, token=token)


def _take_schedule_back(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    """As it was for the class the table had before, which may have had one too."""
    before = order.leaving()
    if before.follows(Strategy.BACKUPS):
        _put_schedule(aws, before, job_id)
    else:
        delete_schedule(aws, order, job_id)


def put_schedule_back(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    """The class's; of one beside a class that has none it is not known what it did."""
    if order.follows(Strategy.BACKUPS):
        _put_schedule(aws, order, job_id)


def _is_left_over(aws: Aws, order: ProtectOrder) -> bool:
    """Whether there is a schedule though the table's class had none: it was there before us."""
    return not order.leaving().follows(Strategy.BACKUPS) and has_any_schedule(aws, order)


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


def _rules(aws: Aws, order: ProtectOrder) -> Differences | None:
    wanted = list(_wanted_rules(aws, order))
    if all(found is None for _, found, _ in wanted):
        return None
    return tuple(
        f"{rule.name} in {region}: {said}"
        for region, found, rule in wanted
        for said in _rule_differences(found, rule)
    )


def _put_rules(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    for region, found, rule in _wanted_rules(aws, order):
        if _rule_differences(found, rule):
            # Where somebody else has added targets, they go on getting events.
            theirs = found.targets if found else ()
            both = tuple(dict.fromkeys((*theirs, *rule.targets)))
            put = rule.model_copy(update={"targets": both})
            aws.events(order.account, region).put_rule(put)


def _wanted_rules(
    aws: Aws, order: ProtectOrder
) -> Iterator[tuple[str, EventRule | None, EventRule]]:
    """What is there of each rule we need, in both regions."""
    for region in order.regions:
        events = aws.events(order.account, region)
        for rule in order.event_rules(region):
            yield region, find_rule(events, rule.name), rule


def _rule_differences(found: EventRule | None, wanted: EventRule) -> Differences:
    return ("absent",) if found is None else differences.of_event_rule(found, wanted)


def has_any_rule(aws: Aws, order: ProtectOrder) -> bool:
    """Whether a rule that sends to us is there in either region."""
    return any(True for _ in _rules_of_ours(aws, order))


def delete_rules(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    """Take ours away in both regions; where a rule sends to somebody else too, that goes on."""
    for events, rule, theirs in _rules_of_ours(aws, order):
        if theirs:
            events.put_rule(rule.model_copy(update={"targets": theirs}))
        else:
            events.delete_rule(rule.name)


def _rules_of_ours(
    aws: Aws, order: ProtectOrder
) -> Iterator[tuple[EventBridge, EventRule, tuple[str, ...]]]:
    """Rules that send to our queue or to nobody, and where they send besides."""
    for region in order.regions:
        events = aws.events(order.account, region)
        for name in RULES:
            rule = find_rule(events, name)
            if rule is None:
                continue
            theirs = _theirs(rule, order.queues.get(region))
            if not rule.targets or len(theirs) < len(rule.targets):
                yield events, rule, theirs


def _theirs(rule: EventRule, queue: str | None) -> tuple[str, ...]:
    """Targets of others; where no queue of ours is configured any more, a single one was it."""
    if queue is None and len(rule.targets) == 1:
        return ()
    return tuple(target for target in rule.targets if target != queue)


def find_rule(events: EventBridge, name: str) -> EventRule | None:
    """The rule of that name."""
    try:
        return events.rule(name)
    except NotFound:
        return None


SCHEDULE = Part(
    name=ENSURE_SCHEDULE,
    words="the schedule",
    differences=_schedule,
    make=_put_schedule,
    take_back=_take_schedule_back,
    is_shared=_is_left_over,
)
EVENT_RULES = Part(
    name=ENSURE_RULES,
    words="events to our queue",
    differences=_rules,
    make=_put_rules,
    may_lack=True,
)
