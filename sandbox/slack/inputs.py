"""What a person enters: the value of every kind of input, in the form of Slack's `view.state`."""

from typing import Any

from sandbox.slack.block_totals import interactive, nested
from sandbox.slack.form_rules import complaint
from sandbox.slack.store import Json

TYPED = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
}
# Which field of the state holds the choice, by element type.
_CHOICE = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
    "rich_text_input": "rich_text_value",
}
_STATELESS = {"button", "overflow", "image", "workflow_button"}


class NoSuchInput(Exception):  # noqa: N818 - named after the condition
    """What a person wants to click, choose or fill in is not on the screen."""


def field_of(kind: str) -> str:
    """Return the name under which the state holds an element's value."""
    return "value" if kind in TYPED else _CHOICE[kind]


def _initial(kind: str) -> str:
    """Return the name under which an element holds the value it starts with."""
    if kind == "rich_text_input":
        return "initial_value"
    return "initial_" + field_of(kind).removeprefix("selected_")


def elements(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """Return every interactive element with its block, in reading order."""
    return [
        (inner, element)
        for block in blocks
        for inner, _at in nested(block, "")
        for element, _at in interactive(inner, "")
        if element["type"] != "image"
    ]


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """Return the block and element with this action id."""
    for block, element in elements(blocks):
        if element.get("action_id") == action_id and block_id in {None, block["block_id"]}:
            return block, element
    raise NoSuchInput(f"nothing here has the action_id {action_id}")


def by_name(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """Return the block and element with this action id, block id or visible label."""
    for block, element in elements(blocks):
        label = block.get("label", {}).get("text")
        if name in {element.get("action_id"), block["block_id"], label}:
            return block, element
    raise NoSuchInput(f"no input is called {name}")


def options_of(element: Json) -> list[Json]:
    """Return the options an element offers, groups flattened."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(o for group in groups for o in group["options"])]


def initial_values(blocks: list[Json]) -> Json:
    """Return the state of inputs nobody has touched yet."""
    values: Json = {}
    for block, element in elements(blocks):
        kind = element["type"]
        if kind in _STATELESS or (kind not in TYPED and kind not in _CHOICE):
            continue
        name = field_of(kind)
        initial = element.get(_initial(kind))
        if name == "selected_options" or kind.startswith("multi_"):
            initial = initial or []
        values.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": kind,
            name: initial,
        }
    return values


def values_of(blocks: list[Json], chosen: Json) -> Json:
    """Return the state of all inputs: what was chosen in some, the initial values of the others."""
    values = initial_values(blocks)
    for block_id, elements_of_block in chosen.items():
        values.setdefault(block_id, {}).update(elements_of_block)
    return values


def response_channels(blocks: list[Json], values: Json) -> list[Json]:
    """Return the conversations chosen in menus whose choice earns the app a response_url."""
    found = []
    for block, element in elements(blocks):
        if element.get("response_url_enabled") is not True:
            continue
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        channel = state.get(field_of(element["type"]))
        if channel:
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            found.append(ids | {"channel_id": channel})
    return found


def entered(element: Json, value: object, offered: list[Json] | None = None) -> Json:
    """Return the state of an element after a person entered `value`.

    Args:
        element: the element.
        value: text; or for a choice, an option's value or visible text, or a list of these.
        offered: options the app suggested for an external select; the person's files for a
            `file_input`, whose value is their ids.

    Raises:
        NoSuchInput: no such option is offered.
    """
    kind = element["type"]
    name = field_of(kind)
    if name == "selected_option":
        chosen: Any = _option(element, value, offered) if value is not None else None
    elif name == "selected_options":
        wanted = _several(value)
        chosen = [_option(element, each, offered) for each in wanted]
    elif kind == "rich_text_input" and isinstance(value, str):
        chosen = _rich(value) if value else None
    elif kind == "file_input":
        chosen = [file for file in offered or [] if file["id"] in _several(value)]
    else:
        chosen = value if value != "" else None
    return {"type": kind, name: chosen}


def _rich(words: str) -> Json:
    """Return what a person wrote as rich text, in one plain run."""
    run = {"type": "text", "text": words}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [run]}]}


def feedback(element: Json, value: object) -> Json:
    """Return what a click on one of two feedback buttons says: its text and value.

    Raises:
        NoSuchInput: neither has that value.
    """
    for name in ("positive_button", "negative_button"):
        if element[name]["value"] == value:
            return {"text": element[name]["text"], "value": value}
    raise NoSuchInput(f"neither feedback button has the value {value!r}")


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _option(element: Json, wanted: object, offered: list[Json] | None) -> Json:
    choices = options_of(element) or offered or []
    for option in choices:
        if wanted in (option["value"], option["text"]["text"]) or wanted == option:
            return option
    names = ", ".join(option["text"]["text"] for option in choices)
    raise NoSuchInput(f"no option {wanted!r} is offered; there are: {names}")


def form_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return, by block id, what Slack's own form says before the app hears of a submission."""
    errors = {}
    for block, element in elements(blocks):
        if block["type"] != "input":
            continue
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        words = complaint(block, element, state.get(field_of(element["type"])))
        if words:
            errors[block["block_id"]] = words
    return errors
