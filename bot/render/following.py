"""What somebody wants next of a job that ended: commands of ours, one button each."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.render import buttons
from bot.render.blocks import Json
from bot.render.pieces import DOING, doing_word
from recovery.errors import Refusal
from recovery.grammar import Command, command_text, parse
from recovery.job import Job
from recovery.ledger.port import Dossier
from recovery.record import State
from recovery.references import TableReference, parse_reference

MOST = 3
COPY_AGAIN = "Copy again"
_EVERYWHERE = frozenset({"backups"})
"""Asked of a name: copies lie elsewhere than their table."""
_AFTER = {
    "backup": (("Backups", "backups"),),
    "copy": (("Backups", "backups"),),
    "delete": (("Backups left", "backups"),),
    "protect": (("Schedules", "schedules"), ("Back up now", "backup"), ("Status", "status")),
    "protect --off": (("Backups", "backups"), ("Protect again", "protect")),
    "PITR on": (("How far back", "pitr"), ("Status", "status")),
    "PITR off": (("Switch on", "pitr-on"), ("Backups", "backups")),
}
"""Label and verb after a success, by what was done."""
_SPAN = re.compile(r"`([^`]+)`")


def following(dossier: Dossier, state: State, now: datetime) -> list[Json]:
    """After a success what one looks at next; else what the advice says, if it can be typed."""
    job = dossier.job
    found = _after(dossier) if state is State.SUCCEEDED else _advised(job, now)
    offered = {offer.command for offer in job.offers}
    new = [(label, command) for label, command in found if command not in offered]
    return [
        buttons.command(label, command, origin=job.id, place=place)
        for place, (label, command) in enumerate(new[:MOST])
    ]


def _after(dossier: Dossier) -> Iterator[tuple[str, str]]:
    job, plan = dossier.job, dossier.plan
    named = TableReference(name=job.table)
    whole = (
        TableReference(account=plan.account, region=plan.region, name=job.table)
        if plan
        else parse_reference(str(job.params.get("table", job.table)))
    )
    for label, verb in _AFTER.get(doing_word(job), ()):
        yield label, command_text(verb, table=named if verb in _EVERYWHERE else whole)


def _advised(job: Job, now: datetime) -> Iterator[tuple[str, str]]:
    """What stands as code in the advice and is a whole command."""
    for text in _SPAN.findall(job.advice):
        try:
            command = parse(text, now=now, zone=UTC)
        except Refusal:
            continue  # an option, a name, a line of ddbdr.yaml
        if not command.missing and len(text) < buttons.LONGEST_COMMAND:
            yield _label(command, job), text


def _label(command: Command, job: Job) -> str:
    """`Copy again`, `Switch PITR on for orders`, `Backups`."""
    if command.verb == job.kind == "copy":
        return COPY_AGAIN
    if command.verb in DOING:
        return f"{DOING[command.verb]} {command.table.name if command.table else job.table}"
    return command.verb.capitalize()
