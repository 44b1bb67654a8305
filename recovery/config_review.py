"""A second look at ddbdr.yaml: each action's rule in words, and rules that never apply."""

from collections.abc import Iterator

from recovery.config import ApprovalRule, Config
from recovery.figures import span
from recovery.references import matches
from recovery.verbs import ACTIONS

_ANY = ("*", "*")
# Stand-ins for what a wildcard may be: nothing, one and two characters no name has.
_FILLINGS = ("", "\x01", "\x01\x01")


def explain(config: Config) -> tuple[str, ...]:
    """Say for each action who decides it, one line each."""
    return tuple(f"{action}: {_rule(config.rule_for(action))}" for action in ACTIONS)


def warnings(config: Config) -> tuple[str, ...]:
    """Say what is allowed and yet hardly meant, one sentence each, with its place."""
    return (
        *_shadowed_approvals(config),
        *_shadowed_tables(config),
        *_tables_nowhere(config),
        *_out_of_reach(config),
    )


def _rule(rule: ApprovalRule | None) -> str:
    if rule is None:
        return "refused, no rule under approvals names it"
    if rule.quorum == 0:
        return "needs no approval"
    return (
        f"{rule.quorum} of {', '.join(rule.approvers)} must approve within "
        f"{span(rule.expires)}, the asker does not count"
    )


def _shadowed_approvals(config: Config) -> Iterator[str]:
    decided: dict[str, int] = {}
    for index, rule in enumerate(config.approvals):
        for action in rule.actions:
            first = decided.setdefault(action, index)
            if first != index:
                yield (
                    f"approvals[{index}]: `{action}` never gets here, approvals[{first}] decides it"
                )


def _shadowed_tables(config: Config) -> Iterator[str]:
    for index, rule in enumerate(config.tables):
        for first, earlier in enumerate(config.tables[:index]):
            if _covers(earlier.match, rule.match):
                yield (
                    f"tables[{index}]: `{rule.match}` never gets here, "
                    f"tables[{first}] `{earlier.match}` takes all of its tables"
                )
                break


def _covers(earlier: str, later: str) -> bool:
    """Whether a pattern means every table that a later one means."""
    *places, name = later.split("/")
    account, region = places or _ANY
    return all(
        matches(earlier, *(_filled(part, filling) for part in (account, region, name)))
        for filling in _FILLINGS
    )


def _filled(pattern: str, filling: str) -> str:
    return pattern.replace("*", filling).replace("?", "\x01")


def _tables_nowhere(config: Config) -> Iterator[str]:
    for index, rule in enumerate(config.tables):
        account, slash, _ = rule.match.partition("/")
        if slash and not any(matches(account, "", "", a.name) for a in config.accounts):
            yield f"tables[{index}]: `{rule.match}` names no account of this file"


def _out_of_reach(config: Config) -> Iterator[str]:
    """Quorums that named people alone cannot reach; groups are not looked into."""
    for index, rule in enumerate(config.approvals):
        people = set(rule.approvers)
        if any(approver.startswith("S") for approver in people) or not rule.quorum:
            continue
        if len(people) < rule.quorum:
            yield (
                f"approvals[{index}]: a quorum of {rule.quorum} cannot be reached, "
                f"it names {len(people)} people"
            )
        elif len(people) == rule.quorum:
            askers = sorted(people.intersection(config.operators))
            if askers:
                yield (
                    f"approvals[{index}]: when {' or '.join(askers)} asks, a quorum of "
                    f"{rule.quorum} cannot be reached, for the asker does not count"
                )
