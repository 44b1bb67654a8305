"""Block Kit elements and composition objects, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/{block-elements,composition-objects}.
"""

from decimal import Decimal, InvalidOperation

from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    anything,
    boolean,
    items,
    listed,
    number,
    obj,
    plain,
    string,
    text,
)

CONFIRM = obj(
    title=plain("confirmation.title"),
    text=text("confirmation.text"),
    confirm=plain("confirmation.confirm"),
    deny=plain("confirmation.deny"),
    style=Optional(string(among=("primary", "danger"))),
)


def _option(*kinds: str) -> Check:
    return obj(
        text=text("option.text", *kinds),
        value=string("option.value"),
        description=Optional(text("option.description", *kinds)),
        url=Optional(string("option.url")),
    )


PLAIN_OPTION = _option("plain_text")
RICH_OPTION = _option()
OPTION_GROUP = obj(
    label=plain("option_group.label"), options=items("option_group.options", PLAIN_OPTION)
)


def _one_source_of_options(value: object, at: str, found: list[Problem]) -> None:
    if isinstance(value, dict) and ("options" in value) == ("option_groups" in value):
        found.append(
            Problem(at, "select.source", "must have exactly one of options, option_groups")
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


def _range_is_upright(value: object, at: str, found: list[Problem]) -> None:
    if not isinstance(value, dict) or "min_value" not in value or "max_value" not in value:
        return
    try:
        upright = Decimal(str(value["min_value"])) <= Decimal(str(value["max_value"]))
    except InvalidOperation:
        found.append(Problem(at, "number_input.range", "min_value and max_value must be numbers"))
        return
    if not upright:
        found.append(Problem(at, "number_input.range", "min_value must not exceed max_value"))


def one_image_source(value: object, at: str, found: list[Problem]) -> None:
    """Demand exactly one of `image_url` and `slack_file`."""
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        message = "must have exactly one of image_url, slack_file"
        found.append(Problem(at, "image.source", message))


def _element(kind: str, *also: Check, **fields: Check | Optional) -> Check:
    return obj(
        *also,
        type=string(among=(kind,)),
        action_id=Optional(string("action_id")),
        confirm=Optional(CONFIRM),
        focus_on_load=Optional(boolean),
        **fields,
    )


_PLACEHOLDER = Optional(plain("select.placeholder"))
_MANY = Optional(number())
_DISPATCH = Optional(obj(trigger_actions_on=anything))


def _select(source: str) -> dict[str, Check | Optional]:
    """Return the fields a select of this source has, whether one or many may be chosen."""
    match source:
        case "static":
            return {
                "options": Optional(items("select.options", PLAIN_OPTION)),
                "option_groups": Optional(items("select.option_groups", OPTION_GROUP)),
            }
        case "external":
            return {"min_query_length": Optional(number())}
        case "conversations":
            return {
                "default_to_current_conversation": Optional(boolean),
                "filter": Optional(anything),
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
        also = [_initial_is_an_option]
        if source == "static":
            also.append(_one_source_of_options)
        single, many = f"{source}_select", f"multi_{source}_select"
        one = {**_select(source), f"initial_{initial}": Optional(shape)}
        several = {**_select(source), f"initial_{initial}s": Optional(items("", shape))}
        several.pop("response_url_enabled", None)
        found[single] = _element(single, *also, placeholder=_PLACEHOLDER, **one)
        found[many] = _element(
            many, *also, placeholder=_PLACEHOLDER, max_selected_items=_MANY, **several
        )
    return found


def _typed(kind: str, **fields: Check | Optional) -> Check:
    """Describe an element a person types into."""
    return _element(
        kind,
        initial_value=Optional(string()),
        placeholder=_PLACEHOLDER,
        dispatch_action_config=_DISPATCH,
        **fields,
    )


IMAGE = obj(
    one_image_source,
    type=string(among=("image",)),
    image_url=Optional(string("image.image_url")),
    slack_file=Optional(anything),
    alt_text=string("image.alt_text"),
)
BUTTON = _element(
    "button",
    text=plain("button.text"),
    value=Optional(string("button.value")),
    url=Optional(string("button.url")),
    style=Optional(string(among=("primary", "danger"))),
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
        icon=string(),
        text=plain(),
        value=Optional(string("button.value")),
        accessibility_label=Optional(string("button.accessibility_label")),
        visible_to_user_ids=Optional(items("icon_button.visible_to_user_ids", string())),
    ),
}

_CHOICES: dict[str, Check] = {
    "checkboxes": _element(
        "checkboxes",
        _initial_is_an_option,
        options=items("checkboxes.options", RICH_OPTION),
        initial_options=Optional(items("checkboxes.options", RICH_OPTION)),
    ),
    "radio_buttons": _element(
        "radio_buttons",
        _initial_is_an_option,
        options=items("radio_buttons.options", RICH_OPTION),
        initial_option=Optional(RICH_OPTION),
    ),
    "datepicker": _element("datepicker", initial_date=Optional(string()), placeholder=_PLACEHOLDER),
    "timepicker": _element(
        "timepicker",
        initial_time=Optional(string()),
        placeholder=_PLACEHOLDER,
        timezone=Optional(string()),
    ),
    "datetimepicker": _element("datetimepicker", initial_date_time=Optional(number())),
    **_selects(),
}
_CLICKED: dict[str, Check] = {
    "button": BUTTON,
    "overflow": _element("overflow", options=items("overflow.options", PLAIN_OPTION)),
    "workflow_button": _element(
        "workflow_button",
        text=plain("button.text"),
        workflow=anything,
        style=Optional(string(among=("primary", "danger"))),
        accessibility_label=Optional(string("button.accessibility_label")),
    ),
}
_TYPED: dict[str, Check] = {
    "plain_text_input": _typed(
        "plain_text_input",
        multiline=Optional(boolean),
        min_length=Optional(number("plain_text_input.min_length")),
        max_length=Optional(number("plain_text_input.max_length")),
    ),
    "email_text_input": _typed("email_text_input"),
    "url_text_input": _typed("url_text_input"),
    "number_input": _element(
        "number_input",
        _range_is_upright,
        is_decimal_allowed=boolean,
        initial_value=Optional(string()),
        min_value=Optional(string()),
        max_value=Optional(string()),
        placeholder=_PLACEHOLDER,
        dispatch_action_config=_DISPATCH,
    ),
    "rich_text_input": _element(
        "rich_text_input",
        initial_value=Optional(anything),
        placeholder=_PLACEHOLDER,
        dispatch_action_config=_DISPATCH,
    ),
    "file_input": _element(
        "file_input",
        filetypes=Optional(items("", string())),
        max_files=Optional(number("file_input.max_files")),
    ),
}

IN_ACTIONS: dict[str, Check] = _CLICKED | _CHOICES
IN_SECTION: dict[str, Check] = IN_ACTIONS | {"image": IMAGE}
IN_INPUT: dict[str, Check] = _TYPED | _CHOICES
