"""Block Kit elements, as data made of `shapes`, and in which block each may stand.

Source: docs.slack.dev/reference/block-kit/block-elements.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from sandbox.slack.composition import (
    CONFIRM,
    DISPATCH,
    FILTER,
    IMAGE_SOURCE,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
)
from sandbox.slack.rich_text import INLINE, RICH_TEXT
from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    boolean,
    by_type,
    exactly_one_of,
    items,
    listed,
    matching,
    obj,
    plain,
    string,
    whole,
)


def _initial_is_an_option(value: object, at: str, found: list[Problem]) -> None:
    """An initial option must be one of the options, to the letter."""
    if not isinstance(value, dict):
        return
    offered = listed(value, "options")
    for group in listed(value, "option_groups"):
        offered = [*offered, *listed(group, "options")]
    for chosen in [*listed(value, "initial_options"), value.get("initial_option")]:
        if chosen is not None and offered and chosen not in offered:
            message = "initial option must exactly match one of the options"
            found.append(Problem(at, "initial_option", message))


def _finite(value: object, at: str, found: list[Problem]) -> None:
    """Describe a number written as a string."""
    try:
        finite = isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        found.append(Problem(at, "number_input.number", "must be a number in a string"))


def _range_is_upright(value: object, at: str, found: list[Problem]) -> None:
    if not isinstance(value, dict):
        return
    least, most = value.get("min_value"), value.get("max_value")
    broken: list[Problem] = []
    _finite(least, at, broken)
    _finite(most, at, broken)
    if not broken and Decimal(str(least)) > Decimal(str(most)):
        found.append(Problem(at, "number_input.range", "min_value must not exceed max_value"))


def _real_date(value: object, at: str, found: list[Problem]) -> None:
    matching(r"\d{4}-\d{2}-\d{2}", "date", "in the format YYYY-MM-DD")(value, at, found)
    if found and found[-1].pointer == at:
        return
    try:
        date.fromisoformat(str(value))
    except ValueError:
        found.append(Problem(at, "date", "must be in the format YYYY-MM-DD"))


_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "time", "in the format HH:mm")
_PLACEHOLDER = Optional(plain("select.placeholder"))
_CONFIRM: dict[str, Check | Optional] = {"confirm": Optional(CONFIRM)}
_FOCUS: dict[str, Check | Optional] = {"focus_on_load": Optional(boolean)}


def _element(kind: str, *also: Check, **fields: Check | Optional) -> Check:
    return obj(*also, type=string(among=(kind,)), action_id=Optional(string("action_id")), **fields)


def _choice(kind: str, *also: Check, **fields: Check | Optional) -> Check:
    """Describe an element a person chooses in."""
    return _element(kind, *also, **_CONFIRM, **_FOCUS, **fields)


def _typed(kind: str, *also: Check, **fields: Check | Optional) -> Check:
    """Describe an element a person types into."""
    return _element(
        kind,
        *also,
        **_FOCUS,
        **{"initial_value": Optional(string()), **fields},
        placeholder=_PLACEHOLDER,
        dispatch_action_config=Optional(DISPATCH),
    )


def _select(source: str) -> dict[str, Check | Optional]:
    """Return the fields a select of this source has, whether one or many may be chosen."""
    match source:
        case "static":
            return {
                "options": Optional(items("select.options", PLAIN_OPTION)),
                "option_groups": Optional(items("select.option_groups", OPTION_GROUP)),
            }
        case "external":
            return {"min_query_length": Optional(whole("select.min_query_length"))}
        case "conversations":
            return {
                "default_to_current_conversation": Optional(boolean),
                "filter": Optional(FILTER),
                "response_url_enabled": Optional(boolean),
            }
        case "channels":
            return {"response_url_enabled": Optional(boolean)}
        case _:
            return {}


_INITIAL = {
    "static": ("option", PLAIN_OPTION),
    "external": ("option", PLAIN_OPTION),
    "users": ("user", string()),
    "conversations": ("conversation", string()),
    "channels": ("channel", string()),
}


def _selects() -> dict[str, Check]:
    """Return all ten select elements: five sources, single and multi."""
    found: dict[str, Check] = {}
    for source, (initial, shape) in _INITIAL.items():
        also: list[Check] = [_initial_is_an_option]
        if source == "static":
            also.append(exactly_one_of("select.source", "options", "option_groups"))
        single, many = f"{source}_select", f"multi_{source}_select"
        one = {**_select(source), f"initial_{initial}": Optional(shape)}
        several = {
            **_select(source),
            f"initial_{initial}s": Optional(items("select.initial", shape)),
            "max_selected_items": Optional(whole("select.max_selected_items")),
        }
        several.pop("response_url_enabled", None)
        found[single] = _choice(single, *also, placeholder=_PLACEHOLDER, **one)
        found[many] = _choice(many, *also, placeholder=_PLACEHOLDER, **several)
    return found


IMAGE = obj(
    IMAGE_SOURCE,
    type=string(among=("image",)),
    image_url=Optional(string("image.image_url")),
    slack_file=Optional(SLACK_FILE),
    alt_text=string("image.alt_text"),
)
BUTTON = _element(
    "button",
    **_CONFIRM,
    text=plain("button.text"),
    value=Optional(string("button.value")),
    url=Optional(string("button.url")),
    style=STYLE,
    accessibility_label=Optional(string("button.accessibility_label")),
)
_FEEDBACK_BUTTON = obj(
    text=plain("feedback_button.text"),
    value=string("feedback_button.value"),
    accessibility_label=Optional(string("feedback_button.accessibility_label")),
)
CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": _element(
        "feedback_buttons", positive_button=_FEEDBACK_BUTTON, negative_button=_FEEDBACK_BUTTON
    ),
    "icon_button": _element(
        "icon_button",
        **_CONFIRM,
        icon=string(among=("trash",)),
        text=plain(),
        value=Optional(string("icon_button.value")),
        accessibility_label=Optional(string("icon_button.accessibility_label")),
        visible_to_user_ids=Optional(items("icon_button.visible_to_user_ids", string())),
    ),
}

_CHOICES: dict[str, Check] = {
    "checkboxes": _choice(
        "checkboxes",
        _initial_is_an_option,
        options=items("checkboxes.options", RICH_OPTION),
        initial_options=Optional(items("checkboxes.initial_options", RICH_OPTION)),
    ),
    "radio_buttons": _choice(
        "radio_buttons",
        _initial_is_an_option,
        options=items("radio_buttons.options", RICH_OPTION),
        initial_option=Optional(RICH_OPTION),
    ),
    "datepicker": _choice(
        "datepicker", initial_date=Optional(_real_date), placeholder=_PLACEHOLDER
    ),
    "timepicker": _choice(
        "timepicker",
        initial_time=Optional(_TIME),
        placeholder=_PLACEHOLDER,
        timezone=Optional(string()),
    ),
    **_selects(),
}
_DATETIMEPICKER: dict[str, Check] = {
    "datetimepicker": _choice(
        "datetimepicker", initial_date_time=Optional(whole("datetimepicker.initial_date_time"))
    )
}
_CLICKED: dict[str, Check] = {
    "button": BUTTON,
    "overflow": _element(
        "overflow", **_CONFIRM, options=items("overflow.options", OVERFLOW_OPTION)
    ),
    "workflow_button": _element(
        "workflow_button",
        **_CONFIRM,
        text=plain("button.text"),
        workflow=WORKFLOW,
        style=STYLE,
        accessibility_label=Optional(string("button.accessibility_label")),
    ),
}
# Slack documents a rich_text block as the initial value; builders in use send a bare element.
_RICH_INITIAL = by_type({"rich_text": RICH_TEXT, **INLINE}, "rich_text_input.initial_value")
_TYPED: dict[str, Check] = {
    "plain_text_input": _typed(
        "plain_text_input",
        multiline=Optional(boolean),
        min_length=Optional(whole("plain_text_input.min_length")),
        max_length=Optional(whole("plain_text_input.max_length")),
    ),
    "email_text_input": _typed("email_text_input"),
    "url_text_input": _typed("url_text_input"),
    "number_input": _typed(
        "number_input",
        _range_is_upright,
        is_decimal_allowed=boolean,
        initial_value=Optional(_finite),
        min_value=Optional(_finite),
        max_value=Optional(_finite),
    ),
    "rich_text_input": _typed("rich_text_input", initial_value=Optional(_RICH_INITIAL)),
    "file_input": _element(
        "file_input",
        filetypes=Optional(items("", string())),
        max_files=Optional(whole("file_input.max_files")),
    ),
}

IN_SECTION: dict[str, Check] = _CLICKED | _CHOICES | {"image": IMAGE}
IN_ACTIONS: dict[str, Check] = _CLICKED | _CHOICES | _DATETIMEPICKER
IN_INPUT: dict[str, Check] = _TYPED | _CHOICES | _DATETIMEPICKER
