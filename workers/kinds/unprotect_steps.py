"""Taking away what was set up for a table, and what no other table needs any more.

Recovery points, vaults, point-in-time recovery and deletion protection always stay: to take
them away could lose data. What tables share goes only once no table carries its class; that is
counted by asking for every table's tags, for nothing else tells it for certain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from recovery.outcome import Done, Outcome, Value, Wait
from recovery.strategies import POLICY_TAG, Strategy
from workers.aws.door import Aws
from workers.aws.errors import NotFound, Paced
from workers.kinds.polling import pause
from workers.kinds.protect_backup import PLAN, delete_plan, has_plan_of_ours
from workers.kinds.protect_events import (
    EVENT_RULES,
    delete_rules,
    delete_schedule,
    has_any_rule,
    has_any_schedule,
    put_schedule_back,
)
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_parts import TAG, policy_tag
from workers.kinds.work import Step, Work

UNTAG_TABLE = "untag-table"
COUNT_CARRIERS = "count-carriers"
REMOVE_PLAN = "remove-plan"
REMOVE_SCHEDULE = "remove-schedule"
REMOVE_RULES = "remove-rules"
MOST_SECONDS = 8.0
"""Wall seconds of one run of counting; the next one goes on where it stopped."""


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """Something that may not be needed any more.

    Attributes:
        name: Wire name of its step.
        needed_by: The fact of count-carriers that keeps it; empty is the table's own alone.
        put_back: Makes it again where the job is called off.
    """

    name: str
    words: str
    needed_by: str
    is_there: Callable[[Aws, ProtectOrder], bool]
    remove: Callable[[Aws, ProtectOrder, str], None]
    put_back: Callable[[Aws, ProtectOrder, str], None]


class Counted(Value):
    """How far counting has come: the last table asked, and whether one was protected."""

    region: str = ""
    after: str = ""
    any: bool = False


def retiring(order: ProtectOrder) -> list[str]:
    """The steps that take away what only the class that is left needs."""
    earlier, policy = order.earlier, order.policy
    if earlier is None or earlier == policy:
        return []
    if earlier.strategy is Strategy.COPIES:
        return [COUNT_CARRIERS, REMOVE_PLAN]
    stays = policy is not None and policy.strategy is Strategy.BACKUPS
    return [REMOVE_SCHEDULE] if earlier.strategy is Strategy.BACKUPS and not stays else []


def untag(aws: Aws, work: Work) -> Outcome:
    """No backup begins for the table once its tag is gone."""
    order = ProtectOrder.of(work.plan)
    if policy_tag(aws, order) != order.tag_before:
        return Done()  # gone, or somebody's word since then, which stays
    if "tagged" not in work.facts:
        return Wait(seconds=0, progress="The table's tag is taken away.", facts={"tagged": True})
    aws.dynamodb(order.account, order.region).untag(order.table_arn, (POLICY_TAG,))
    return Wait(seconds=0, progress="The table's tag is taken away.")


def tag_again(aws: Aws, work: Work) -> Outcome:
    """The tag as it was, unless somebody wrote another one."""
    order = ProtectOrder.of(work.plan)
    if "tagged" in work.facts and policy_tag(aws, order) in {None, order.tag_before}:
        TAG.make(aws, order.leaving(), work.job.id)
    return Done()


def count_carriers(aws: Aws, work: Work) -> Outcome:
    """Look for another table of the class, and for any table that we protect."""
    order, seen = ProtectOrder.of(work.plan), Counted.model_validate(work.facts)
    leaving = order.leaving().tag.get(POLICY_TAG)
    until = work.known.wall() + MOST_SECONDS
    try:
        for region, name in _tables(aws, order, seen):
            found = _policy_of(aws, order, region, name)
            seen = Counted(region=region, after=name, any=seen.any or found is not None)
            if found is not None and found == leaving and region == order.region:
                return Done(facts={"class": True, "any": True})
            if work.known.wall() >= until:
                return _going_on(seen, seconds=0)
    except Paced as paced:
        return _going_on(seen, seconds=paced.seconds)
    return Done(facts={"class": False, "any": seen.any})


def _tables(aws: Aws, order: ProtectOrder, seen: Counted) -> Iterator[tuple[str, str]]:
    """Every table of both regions that was not counted yet, the table's own region first."""
    start = order.regions.index(seen.region) if seen.region else 0
    after = seen.after
    for region in order.regions[start:]:
        while True:
            names, following = aws.dynamodb(order.account, region).list_tables(start_after=after)
            yield from ((region, name) for name in names)
            after = following
            if not following:
                break


def _going_on(seen: Counted, *, seconds: float) -> Wait:
    progress = f"Reading tags of tables, at {seen.after}." if seen.after else "Reading tags."
    return Wait(seconds=seconds, progress=progress, facts=seen.model_dump())


def _policy_of(aws: Aws, order: ProtectOrder, region: str, name: str) -> str | None:
    """The class another table carries; the order's own does not count."""
    if (region, name) == (order.region, order.table):
        return None
    prefix = order.table_arn.rpartition("/")[0].replace(f":{order.region}:", f":{region}:")
    try:
        tags = dict(aws.dynamodb(order.account, region).list_tags(f"{prefix}/{name}"))
    except NotFound:
        return None  # deleted since it was listed
    return tags.get(POLICY_TAG)


def remove(what: Leftover, aws: Aws, work: Work) -> Outcome:
    """Take it away if nobody needs it; look until it is gone."""
    order, facts = ProtectOrder.of(work.plan).leaving(), work.facts
    if what.needed_by and work.job.facts_of(COUNT_CARRIERS).get(what.needed_by):
        return Done(facts={"kept": True})
    if not what.is_there(aws, order):
        return Done(facts={"removed": bool(facts.get("there"))})
    if "there" not in facts:
        return Wait(seconds=0, progress=f"To be taken away: {what.words}.", facts={"there": True})
    what.remove(aws, order, work.job.id)
    asked = facts.get("asked_at")
    return Wait(
        seconds=pause(work.seconds_since("asked_at")) if asked else 0,
        progress=f"AWS was asked to take away {what.words}.",
        facts={"asked_at": asked or work.now.isoformat()},
    )


def put_back(what: Leftover, aws: Aws, work: Work) -> Outcome:
    """Make again what this job may have taken away."""
    order = ProtectOrder.of(work.plan).leaving()
    if "there" in work.facts and order.policy is not None:
        what.put_back(aws, order, work.job.id)
    return Done()


def _step(what: Leftover) -> Step:
    return Step(ensure=partial(remove, what), revert=partial(put_back, what))


LEFT_PLAN = Leftover(
    name=REMOVE_PLAN,
    words="the backup plan",
    needed_by="class",
    is_there=has_plan_of_ours,
    remove=delete_plan,
    put_back=PLAN.make,
)
LEFT_SCHEDULE = Leftover(
    name=REMOVE_SCHEDULE,
    words="the schedule",
    needed_by="",
    is_there=has_any_schedule,
    remove=delete_schedule,
    put_back=put_schedule_back,
)
LEFT_RULES = Leftover(
    name=REMOVE_RULES,
    words="the event rules",
    needed_by="any",
    is_there=has_any_rule,
    remove=delete_rules,
    put_back=EVENT_RULES.make,
)

STEPS = {
    UNTAG_TABLE: Step(ensure=untag, revert=tag_again),
    COUNT_CARRIERS: Step(ensure=count_carriers),
    **{what.name: _step(what) for what in (LEFT_PLAN, LEFT_SCHEDULE, LEFT_RULES)},
}
