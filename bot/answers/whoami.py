"""`whoami`: who you are here, and what you may ask for and approve."""

from bot.render.numbers import age
from recovery.answer import Answer
from recovery.config import Config
from recovery.people import Directory, Person
from recovery.policy import mention
from recovery.verbs import ACTIONS, VERBS

TODAY = tuple(each for each in ACTIONS if each in {verb.action for verb in VERBS.values()})
"""Actions there are verbs for; a rule may name those of later versions too."""


def whoami(person: Person, *, config: Config, directory: Directory, wall: float) -> Answer:
    """The same policy that decides, told beforehand."""
    entry = directory.users.get(person.user)
    who = f"{mention(person.user)} (`{person}`)"
    if person.team != config.slack.team:
        return Answer(
            title="You are a guest here",
            lines=(f"{who} belongs to another workspace and may only look.",),
        )
    may_ask = person.user in directory.members(config.operators)
    asks = [action for action in TODAY if config.rule_for(action)] if may_ask else []
    approves = [
        action
        for action in TODAY
        if (rule := config.rule_for(action)) and person.user in directory.members(rule.approvers)
    ]
    read = f"groups: {age(wall - directory.read_at)}" if directory.read_at else "groups: not read"
    return Answer(
        title="Who you are here",
        lines=(
            f"{who}, times in {entry.zone if entry else 'UTC'}",
            f"May ask for: {_listed(asks)}",
            f"May approve, except what you asked for yourself: {_listed(approves)}",
        ),
        notes=(read, "times without a zone are read in " + config.slack.default_zone.key),
        commands=("jobs",),
    )


def _listed(actions: list[str]) -> str:
    return ", ".join(actions) or "nothing"
