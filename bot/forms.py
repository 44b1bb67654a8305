"""Forms for `restore`, `backup` and a rejection's reason, with the same fields as the options."""

import json

from bot.asking import Asking
from bot.desk import Desk
from bot.render import blocks
from bot.render.blocks import Json
from bot.render.pieces import DOING
from recovery.config import Config
from recovery.grammar import LONGEST_REASON, Command
from recovery.verb import Option
from recovery.verbs import VERBS
from recovery.words import escape_code, escape_mrkdwn, quote

START_FORM = "start_form"
REJECT_FORM = "reject_form"
TABLE = "table"
BACKUP = "backup"
POINT = "point"
LONGEST_TITLE = 24
LONGEST_HINT = 150
POINTS = {"at": "At an instant", "latest": "The newest second", "backup": "From a backup"}


def form_for(desk: Desk, asking: Asking, command: Command) -> Json:
    """The form of a verb, filled with what was typed already."""
    verb = VERBS[command.verb]
    fields: list[Json] = [_table_field(command)]
    if verb.needs:
        fields.append(_point_field(command))
    fields += [
        _option_field(option, command, desk.config)
        for option in verb.options
        if option.parameter not in {"latest", "account", "off"}
    ]
    note = f"As text: `/ddbdr {escape_code(as_text(command))}`"
    return {
        "type": "modal",
        "callback_id": START_FORM,
        "title": blocks.plain(f"{DOING[verb.name]} a table", LONGEST_TITLE),
        "submit": blocks.plain("Ask for it", LONGEST_TITLE),
        "close": blocks.plain("Go back", LONGEST_TITLE),
        "private_metadata": json.dumps({"verb": verb.name, "channel": asking.channel}),
        "blocks": [*fields, blocks.context(note)],
    }


def as_text(command: Command) -> str:
    """An example of what was begun, as a whole command; its table stands second."""
    name, example, *rest = VERBS[command.verb].examples[0].split(" ")
    meant = command.job or (quote(str(command.table)) if command.table else example)
    return " ".join((name, meant, *rest))


def reject_form(job_id: str, digest: str | None, title: str) -> Json:
    """Asks why; the reason goes on the card."""
    element = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": LONGEST_REASON,
    }
    return {
        "type": "modal",
        "callback_id": REJECT_FORM,
        "title": blocks.plain(f"Reject {job_id}", LONGEST_TITLE),
        "submit": blocks.plain("Reject", LONGEST_TITLE),
        "close": blocks.plain("Go back", LONGEST_TITLE),
        "private_metadata": json.dumps({"job": job_id, "digest": digest}),
        "blocks": [
            blocks.section(escape_mrkdwn(title)),
            _input("reason", "Reason", element, hint="Shown on the card and kept in the record."),
        ],
    }


def _table_field(command: Command) -> Json:
    element = _external(TABLE, "Type a table's name")
    if command.table is not None:
        element["initial_option"] = option(str(command.table), str(command.table))
    return _input(TABLE, "Table", element)


def _point_field(command: Command) -> Json:
    choices = [option(label, name) for name, label in POINTS.items()]
    chosen = next((name for name in POINTS if name in command.params), "at")
    element = {
        "type": "radio_buttons",
        "action_id": "value",
        "options": choices,
        "initial_option": choices[list(POINTS).index(chosen)],
    }
    return _input(POINT, "Go back to", element)


def _option_field(given: Option, command: Command, config: Config) -> Json:
    name = given.parameter
    known = command.reason if name == "reason" else command.params.get(name)
    element = _element(given, known, config)
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    hint = _HINTS.get(f"{command.verb} {name}", _HINTS.get(name, given.help))
    return _input(name, label, element, hint=hint, optional=True)


def _element(given: Option, known: object, config: Config) -> Json:
    """What fits the way the option is read, with the value that was typed."""
    filled: Json
    if given.reads == "flag":
        choice = option(given.help, given.parameter)
        filled = {"initial_options": [choice]} if known else {}
        return {"type": "checkboxes", "action_id": "value", "options": [choice], **filled}
    if given.choices or given.reads == "region":
        names = given.choices or _regions(config)
        filled = {"initial_option": option(str(known), str(known))} if known in names else {}
        choices = [option(each, each) for each in names]
        return {"type": "static_select", "action_id": "value", "options": choices, **filled}
    if given.reads == "backup":
        made = _external(BACKUP, "latest, or one of the table's backups")
        return made | ({"initial_option": option(str(known), str(known))} if known else {})
    made = {"type": "plain_text_input", "action_id": "value"}
    if given.reads == "reason":
        made["max_length"] = LONGEST_REASON
    return made | ({"initial_value": str(known)} if known else {})


def _external(action: str, placeholder: str) -> Json:
    """A select whose choices the bot suggests while somebody types."""
    return {
        "type": "external_select",
        "action_id": action,
        "placeholder": blocks.plain(placeholder),
        "min_query_length": 0,
    }


_LABELS = {
    "at": "Instant",
    "as": "New table's name",
    "region": "Into region",
    "kms_key": "KMS key",
    "rpo": "RPO",
    "rto": "RTO",
    "dr_keep": "Keep copies",
}
_HINTS = {
    "at": "02:10, yesterday 14:00, 10 minutes ago or 2026-11-12T14:00",
    "backup": "Needed where From a backup is chosen.",
    "as": "Left empty: the table's name with the job's id.",
    "region": "Left empty: the region the table is in.",
    "billing": "Left empty: as the table has it.",
    "kms_key": "Left empty: as the table has it.",
    "protect kms_key": "Left empty: vaults that are made get AWS's own key.",
    "rpo": "How much may be lost at most, as 4h. Left empty: as ddbdr.yaml says.",
    "rto": "How long it may be away at most, as 8h. Left empty: as ddbdr.yaml says.",
    "strategy": "Left empty: copies, where the account has a vault.",
    "keep": "As 35d. Left empty: as ddbdr.yaml says, else 35d.",
    "dr_keep": "As 90d. Left empty: as long as backups.",
    "name": "Left empty: the table's name. The job's id is added.",
    "reason": "Shown on the card and kept in the record.",
}


def _regions(config: Config) -> tuple[str, ...]:
    named = {
        region for account in config.accounts for region in (account.region, account.dr_region)
    }
    return tuple(sorted(named))


def option(label: str, value: str, *, longest: int = 75) -> Json:
    """A choice of a select; Slack takes values of at most 150 characters."""
    return {
        "text": blocks.plain(label, longest),
        "value": blocks.cut(value, blocks.LONGEST_OPTION_VALUE),
    }


def _input(
    block_id: str, label: str, element: Json, *, hint: str = "", optional: bool = False
) -> Json:
    made: Json = {
        "type": "input",
        "block_id": block_id,
        "label": blocks.plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        made["hint"] = blocks.plain(hint, LONGEST_HINT)
    return made
