"""Who may do what, and when enough people have agreed. Pure; the only judge.

The bot asks it to answer people at once, the worker asks it again before anything
is done: both get the same answer from the same data, and only the worker's counts.

* Quorum is a number of distinct people, never of groups or clicks.
* The requester never counts, whatever role they have.
* An action that no rule matches is refused.
* Guests, bots and deleted users never count.
"""

from collections.abc import Sequence
from datetime import datetime

from recovery.config import ApprovalRule, Config
from recovery.decisions import Decision
from recovery.errors import Refusal
from recovery.events import Approved, Expired, Rejected
from recovery.outcome import Value
from recovery.people import Directory, Person


class Waiting(Value):
    """Not decided yet: `have` of `quorum` people agreed."""

    have: tuple[Person, ...]
    quorum: int


Verdict = Approved | Rejected | Expired | Waiting


def check_asker(config: Config, directory: Directory, person: Person, action: str) -> ApprovalRule:
    """The rule that governs `action` if `person` may ask for it.

    Raises:
        Refusal: The person is no operator, or no rule matches the action.
    """
    if person.team != config.slack.team:
        raise Refusal("You are not a member of the workspace this bot works for.")
    if person.user not in directory.members(config.operators):
        raise Refusal(
            f"You are not among the operators, who may ask for `{action}`.",
            advice="The list stands under `operators` in ddbdr.yaml.",
        )
    rule = config.rule_for(action)
    if rule is None:
        raise Refusal(
            f"No rule in ddbdr.yaml allows `{action}`, so it is refused.",
            advice="Add it to a rule under `approvals`.",
        )
    return rule


def may_decide(
    approvers: Sequence[str], directory: Directory, requester: Person, person: Person
) -> str | None:
    """Why this person's approval or rejection cannot count, or None if it can."""
    if person == requester:
        others = sorted(directory.members(tuple(approvers)) - {person.user})
        who = " or ".join(f"<@{user}>" for user in others) or "another approver"
        return f"You asked for this one, so someone else approves: {who}."
    if person.team != requester.team or person.user not in directory.members(tuple(approvers)):
        named = " or ".join(mention(id_) for id_ in approvers) or "nobody"
        return f"You are not among its approvers: {named}."
    return None


def may_cancel(config: Config, directory: Directory, requester: Person, person: Person) -> bool:
    """Whether the person may cancel or retry: their own job, or any as an operator."""
    return person == requester or person.user in directory.members(config.operators)


def verdict(
    decisions: Sequence[Decision],
    *,
    approvers: tuple[str, ...],
    quorum: int,
    requester: Person,
    digest: str,
    directory: Directory,
    expires: datetime | None,
    now: datetime,
) -> Verdict:
    """Fold the decisions on one plan.

    Only words on exactly this `digest`, given before `expires`, by distinct
    approvers other than the requester, count; each person's first word stands.
    """
    agreed: list[Person] = []
    heard: set[Person] = set()
    for decision in decisions:
        if not _counts(decision, digest, expires) or decision.person in heard:
            continue
        if may_decide(approvers, directory, requester, decision.person) is not None:
            continue
        heard.add(decision.person)
        if decision.word == "reject":
            return Rejected(by=decision.person, reason=decision.reason)
        agreed.append(decision.person)
    if len(agreed) >= quorum:
        return Approved(by=tuple(agreed))
    if expires is not None and now >= expires:
        return Expired()
    return Waiting(have=tuple(agreed), quorum=quorum)


def _counts(decision: Decision, digest: str, expires: datetime | None) -> bool:
    return (
        decision.word in {"approve", "reject"}
        and decision.digest == digest
        and (expires is None or decision.at < expires)
    )


def mention(id_: str) -> str:
    """How Slack writes a user or a user group."""
    return f"<!subteam^{id_}>" if id_.startswith("S") else f"<@{id_}>"
