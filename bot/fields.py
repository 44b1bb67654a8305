"""The fields of forms: one for each option, filled with what was typed; and read again.

Block ids are the options' parameters, so that what was entered is read by name and an
error is shown where it belongs. Limits: docs.slack.dev/reference/block-kit.
"""

from collections.abc import Mapping, Sequence

from bot.render import blocks
from bot.render.blocks import Json
from recovery.config import Config
from recovery.grammar import LONGEST_REASON, Command
from recovery.verb import Option
from recovery.verbs import VERBS

TABLE = "table"
BACKUP = "backup"
POINT = "point"
LONGEST_HINT = 150
POINTS = {"at": "At an instant", "latest": "The newest second", "backup": "From a backup"}
"""Options of which one is chosen: the radio buttons of the field `point`."""

_LABELS = {
    "at": "Instant",
    "as": "New table's name",
    "region": "Into region",
    "account": "Account of the table",
    "copy account": "Into account",
    "without_indexes": "Indexes",
    "billing": "Billing mode",
    "kms_key": "KMS key",
    "rpo": "RPO: the most that may be lost",
    "rto": "RTO: the longest it may be away",
    "keep": "Keep backups",
    "copy keep": "Keep backup and copy",
    "dr_keep": "Keep copies",
    "cold_after": "Into cold storage after",
    "switch_on": "Advanced features",
    "off": "Stop protecting it",
    "days": "How far back",
    "name": "Backup's name",
}
_HINTS = {
    "at": "02:10, yesterday 14:00, 10 minutes ago or 2026-11-12T14:00",
    "restore backup": "Needed where From a backup is chosen.",
    "copy backup": "Left empty: a new backup is made, and copied.",
    "delete backup": "AWS cannot bring it back.",
    "as": "Left empty: the table's name with the job's id.",
    "region": "Left empty: the region the table is in.",
    "copy region": "Left empty: the account's other region.",
    "account": "Left empty: the one the table is in.",
    "copy account": "Left empty: the table's own.",
    "billing": "Left empty: as the table has it.",
    "kms_key": "Left empty: as the table has it.",
    "protect kms_key": "Left empty: vaults that are made get AWS's own key.",
    "rpo": "As 4h. Left empty: as ddbdr.yaml says.",
    "rto": "As 8h. Left empty: as ddbdr.yaml says.",
    "strategy": "Left empty: copies, where the account has a vault.",
    "keep": "As 35d. Left empty: as ddbdr.yaml says, else 35d.",
    "copy keep": "As 35d. Left empty: as ddbdr.yaml says, else until somebody deletes it.",
    "dr_keep": "As 90d. Left empty: as long as backups.",
    "cold_after": "As 30d. Left empty: all of it stays in warm storage.",
    "days": "1d to 35d; AWS's own is 35d.",
    "name": "Left empty: the table's name. The job's id is added.",
    "reason": "Shown on the card and kept in the record.",
}
"""By option, or by verb and option where verbs mean different things by it."""


def fields(command: Command, config: Config) -> list[Json]:
    """The table and every option; which point is meant is chosen by radio buttons."""
    verb = VERBS[command.verb]
    made = [_table(command, optional=not verb.required)]
    if POINT in verb.needs:
        made.append(_point(command))
    shown = (each for each in verb.options if each.parameter != "latest")
    needed = {group for group in verb.needs if group != POINT}
    return made + [
        _field(each, command, config, optional=each.one_of not in needed) for each in shown
    ]


def reason() -> Json:
    """Why somebody turns a plan down."""
    element = _text(longest=LONGEST_REASON) | {"multiline": True}
    return _input("reason", "Reason", element, hint=_HINTS["reason"])


def entered(view: Json) -> dict[str, str | bool]:
    """Block id to what was entered; empty fields are left out, checked boxes are True."""
    found: dict[str, str | bool] = {}
    for block_id, elements in view.get("state", {}).get("values", {}).items():
        for element in elements.values():
            value = _entered(element)
            if value:
                found[block_id] = value
    return found


def option(label: str, value: str) -> Json:
    """A choice of a select; the value has to be at most `LONGEST_OPTION_VALUE` long."""
    return {"text": blocks.plain(label, blocks.LONGEST_BUTTON), "value": value}


def _entered(element: Json) -> str | bool:
    if element.get("selected_options"):
        return True
    chosen = element.get("selected_option")
    return str(chosen["value"]) if chosen else str(element.get("value") or "")


def _table(command: Command, *, optional: bool) -> Json:
    named = command.job or (str(command.table) if command.table else "")
    element = _suggested(TABLE, "Type a table's name", named)
    return _input(TABLE, "Table", element, optional=optional)


def _point(command: Command) -> Json:
    choices = {name: option(label, name) for name, label in POINTS.items()}
    chosen = next((name for name in POINTS if name in command.params), "at")
    element = {
        "type": "radio_buttons",
        "action_id": "value",
        "options": list(choices.values()),
        "initial_option": choices[chosen],
    }
    return _input(POINT, "Go back to", element)


def _field(given: Option, command: Command, config: Config, *, optional: bool) -> Json:
    name = given.parameter
    known = command.reason if name == "reason" else command.params.get(name)
    element = _element(given, "" if known is None else str(known), config)
    label = _said(_LABELS, command, name) or name.replace("_", " ").capitalize()
    hint = _said(_HINTS, command, name) or ("" if given.reads == "flag" else given.help)
    return _input(name, label, element, hint=hint, optional=optional)


def _said(texts: Mapping[str, str], command: Command, name: str) -> str:
    return texts.get(f"{command.verb} {name}", texts.get(name, ""))


def _element(given: Option, known: str, config: Config) -> Json:
    """What fits the way the option is read, with the value that was typed."""
    match given.reads:
        case "flag":
            choice = option(given.help[0].upper() + given.help[1:], given.parameter)
            filled = {"initial_options": [choice]} if known else {}
            return {"type": "checkboxes", "action_id": "value", "options": [choice], **filled}
        case "backup":
            return _suggested(BACKUP, "Type a backup's name", known)
        case "reason":
            return _text(known, longest=LONGEST_REASON)
        case "region":
            return _select(_regions(config), known)
        case "account":
            return _select([account.name for account in config.accounts], known)
        case _:
            return _select(given.choices, known) if given.choices else _text(known)


def _select(names: Sequence[str], known: str) -> Json:
    """Few choices, and what was typed even if it is none of them; else a field for text."""
    choices = {name: option(name, name) for name in (*names, known) if name}
    if len(choices) > blocks.MOST_OPTIONS:
        return _text(known)
    filled = {"initial_option": choices[known]} if known else {}
    return {
        "type": "static_select",
        "action_id": "value",
        "options": list(choices.values()),
        **filled,
    }


def _suggested(action: str, placeholder: str, known: str) -> Json:
    """A select whose choices the bot suggests while somebody types.

    What is longer than a choice may be, a long table's backup by its ARN, is text: cut it
    would name something else.
    """
    if len(known) > blocks.LONGEST_OPTION_VALUE:
        return _text(known)
    filled = {"initial_option": option(known, known)} if known else {}
    return {
        "type": "external_select",
        "action_id": action,
        "placeholder": blocks.plain(placeholder),
        "min_query_length": 0,
        **filled,
    }


def _text(known: str = "", *, longest: int = 0) -> Json:
    made: Json = {"type": "plain_text_input", "action_id": "value"}
    if longest:
        made["max_length"] = longest
    return made | ({"initial_value": known} if known else {})


def _regions(config: Config) -> list[str]:
    named = {
        region for account in config.accounts for region in (account.region, account.dr_region)
    }
    return sorted(named)


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
