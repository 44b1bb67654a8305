"""From a happening to what a queue or topic gets: late, and now and then twice."""

import json
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.aws.call import Json
from sandbox.aws.events.rules import Rule, Rules
from sandbox.aws.events.targets import Targets, Undelivered
from sandbox.aws.happening import Happening
from sandbox.aws.world import World
from sandbox.clock import instant_text

REMEMBERED = 10_000
RETRY = timedelta(minutes=1)
"""So often, in domain time, a region that is out is looked at again."""


@dataclass
class Told:
    """One event and what became of it at each target so far."""

    event: Json
    fates: list[dict[str, str]] = field(default_factory=list)

    def note(self, rule: Rule, target: Json, at: datetime, became: str) -> None:
        """One target's end of it."""
        self.fates.append(
            {"rule": rule.arn, "target": target["Arn"], "at": instant_text(at), "became": became}
        )


class Delivery:
    """EventBridge at work. Not safe for threads: callers hold the world's lock."""

    def __init__(self, world: World, rules: Rules, targets: Targets) -> None:
        self._world = world
        self._rules = rules
        self._targets = targets
        self._told: deque[Told] = deque(maxlen=REMEMBERED)
        self._held: dict[str, list[Told]] = {}
        self._sent = 0

    def told(self) -> list[Told]:
        """The newest events, oldest first."""
        return list(self._told)

    def tell(self, happening: Happening) -> None:
        """AWS says that something happened; rules see it when the event is on the bus."""
        self.put(event_of(happening), happening.at + self._delay(happening))

    def put(self, event: Json, at: datetime) -> None:
        """An event that is on its account's default bus at that instant."""
        told = Told(event)
        self._told.append(told)
        self._world.agenda.at(at, lambda instant: self._route(told, instant))

    def _delay(self, happening: Happening) -> timedelta:
        profile = self._world.profile
        seconds = profile.event_delay_seconds
        rhythm = profile.backup_event_seconds
        if (
            happening.source == "aws.backup"
            and rhythm
            and "CloudTrail" not in happening.detail_type
        ):
            seconds += rhythm - happening.at.timestamp() % rhythm
        return timedelta(seconds=seconds)

    def _route(self, told: Told, at: datetime) -> None:
        event = told.event
        if self._world.region_is_out(event["region"]):
            self._hold(told, at)
            return
        for rule, target in self._rules.wanting(event["account"], event["region"], event):
            self._send(told, rule, target, at)
            self._sent += 1
            every = self._world.profile.event_duplicates_every
            if every and self._sent % every == 0:
                self._again(told, rule, target, at)

    def _again(self, told: Told, rule: Rule, target: Json, at: datetime) -> None:
        """EventBridge promises at least once, and this is what it warns of."""
        later = at + timedelta(seconds=max(1.0, self._world.profile.event_delay_seconds))
        self._world.agenda.at(later, lambda instant: self._send(told, rule, target, instant))

    def _hold(self, told: Told, at: datetime) -> None:
        region = told.event["region"]
        held = self._held.setdefault(region, [])
        held.append(told)
        if len(held) == 1:
            self._world.agenda.at(at + RETRY, lambda instant: self._let_go(region, instant))

    def _let_go(self, region: str, at: datetime) -> None:
        """All that waited, once the region is back."""
        for told in self._held.pop(region, []):
            self._route(told, at)

    def _send(self, told: Told, rule: Rule, target: Json, at: datetime) -> None:
        text = json.dumps(told.event, separators=(",", ":"), ensure_ascii=False)
        try:
            self._targets.send(rule, target, text, at)
        except Undelivered as problem:
            rule.failed += 1
            buried = self._targets.bury(rule, target, text, at, problem)
            became = "in the dead-letter queue" if buried else "lost"
            told.note(rule, target, at, f"{became}: {problem.code}: {problem}")
        else:
            told.note(rule, target, at, "delivered")


def event_of(happening: Happening) -> Json:
    """The event as EventBridge shows it to rules and targets."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": happening.detail_type,
        "source": happening.source,
        "account": happening.account,
        "time": happening.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": happening.region,
        "resources": happening.resources,
        "detail": happening.detail,
    }
