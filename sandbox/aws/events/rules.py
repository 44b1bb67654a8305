"""Rules of the default event buses, and the targets each rule sends to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.aws.call import AwsError, Json
from sandbox.aws.events.pattern import read_pattern

RULES, TARGETS = 300, 5
"""Rules per bus and targets per rule; EventBridge quotas."""


@dataclass
class Rule:
    """One rule; `targets` are as PutTargets gives them, by their ids."""

    account: str
    region: str
    name: str
    pattern: str
    state: str = "ENABLED"
    description: str | None = None
    role: str | None = None
    targets: dict[str, Json] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    failed: int = 0

    @property
    def arn(self) -> str:
        """`arn:aws:events:us-east-2:123456789012:rule/ddbdr`."""
        return f"arn:aws:events:{self.region}:{self.account}:rule/{self.name}"

    def wants(self, event: Json) -> bool:
        """Is it enabled, and does the event match its pattern?"""
        return self.state != "DISABLED" and read_pattern(self.pattern)(event)


class Rules:
    """The rules of all accounts and regions. Not safe for threads: callers hold a lock."""

    def __init__(self) -> None:
        self._buses: dict[tuple[str, str], dict[str, Rule]] = {}

    def of(self, account: str, region: str) -> list[Rule]:
        """All rules of a bus, by name."""
        rules = self._buses.get((account, region), {})
        return [rules[name] for name in sorted(rules)]

    def all(self) -> list[Rule]:
        """Every rule of every bus."""
        return [rule for rules in self._buses.values() for rule in rules.values()]

    def find(self, account: str, region: str, name: str) -> Rule | None:
        """The rule, if there is one."""
        return self._buses.get((account, region), {}).get(name)

    def get(self, account: str, region: str, name: str) -> Rule:
        """The rule; ResourceNotFoundException where there is none."""
        rule = self.find(account, region, name)
        if rule is None:
            raise AwsError(
                "ResourceNotFoundException",
                f"Rule {name} does not exist on EventBus default.",
            )
        return rule

    def add(self, rule: Rule) -> None:
        """A new rule; LimitExceededException where the bus has no room."""
        rules = self._buses.setdefault((rule.account, rule.region), {})
        if len(rules) >= RULES:
            raise AwsError(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
            )
        rules[rule.name] = rule

    def remove(self, rule: Rule) -> None:
        """The rule is gone."""
        self._buses[rule.account, rule.region].pop(rule.name)

    def wanting(self, account: str, region: str, event: Json) -> Iterator[tuple[Rule, Json]]:
        """Each rule of the bus that wants the event, with each of its targets."""
        for rule in self.of(account, region):
            if rule.targets and rule.wants(event):
                yield from ((rule, target) for target in rule.targets.values())
