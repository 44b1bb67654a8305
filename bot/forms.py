"""Forms: what a verb lacks is asked for, beside what was typed already."""

import json

from bot.asking import Asking
from bot.desk import Desk
from bot.fields import fields, reason
from bot.render import blocks
from bot.render.blocks import Json
from recovery.arguments import read_arguments
from recovery.errors import Refusal
from recovery.grammar import Command, Value, command_text
from recovery.references import parse_reference
from recovery.verbs import VERBS
from recovery.words import escape_code, escape_mrkdwn, split

START_FORM = "start_form"
REJECT_FORM = "reject_form"
LONGEST_TITLE = 24
TITLES = {
    "restore": "Restore a table",
    "backup": "Back up a table",
    "protect": "Protect a table",
    "copy": "Copy a backup",
    "delete": "Delete a backup",
    "pitr": "Point-in-time recovery",
    "pitr-on": "Switch PITR on",
    "pitr-off": "Switch PITR off",
}
"""Of the form, by verb."""


def opened_for(view: Json) -> Json:
    """What a form was opened for, as `form_for` and `reject_form` wrote it down in it.

    Raises:
        Refusal: it cannot be told.
    """
    try:
        about = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise not_ours()
    return about


def not_ours() -> Refusal:
    """Of a form of which nobody can tell what it asks for: none of this version's."""
    return Refusal("What this form asks for cannot be told.", advice="Open it again.")


def form_for(desk: Desk, asking: Asking, command: Command) -> Json:
    """The form of a verb, filled with what was typed already."""
    verb = VERBS[command.verb]
    note = f"As text, for example: `/ddbdr {escape_code(as_text(command))}`"
    return {
        "type": "modal",
        "callback_id": START_FORM,
        "title": blocks.plain(TITLES[verb.name], LONGEST_TITLE),
        "submit": blocks.plain("Ask for it" if verb.changes else "Show it", LONGEST_TITLE),
        "close": blocks.plain("Go back", LONGEST_TITLE),
        "private_metadata": json.dumps({"verb": verb.name, "channel": asking.channel}),
        "blocks": [*fields(command, desk.config), blocks.context(note)],
    }


def as_text(command: Command) -> str:
    """What was begun as a whole command: what it lacks is as in the verb's first example."""
    verb = VERBS[command.verb]
    example = read_arguments(verb, split(verb.examples[0])[len(verb.typed.split()) :])
    params: dict[str, Value] = {
        option.parameter: example.values[option.parameter]
        for option in verb.options
        if option.parameter in example.values
        and (not command.params or {option.one_of, option.parameter} & {*command.missing})
    }
    table = command.table or parse_reference(example.argument or "")
    return command_text(
        verb.name,
        table=table,
        job=command.job,
        params=params | command.params,
        reason=command.reason,
    )


def reject_form(job_id: str, digest: str | None, title: str) -> Json:
    """Asks why; the reason goes on the card."""
    return {
        "type": "modal",
        "callback_id": REJECT_FORM,
        "title": blocks.plain(f"Reject {job_id}", LONGEST_TITLE),
        "submit": blocks.plain("Reject", LONGEST_TITLE),
        "close": blocks.plain("Go back", LONGEST_TITLE),
        "private_metadata": json.dumps({"job": job_id, "digest": digest}),
        "blocks": [blocks.section(escape_mrkdwn(title)), reason()],
    }
