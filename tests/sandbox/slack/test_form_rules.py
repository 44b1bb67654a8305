"""What Slack's own form takes before the app hears of it, and what it then tells the app."""

from typing import Any

import pytest

from sandbox.slack import inputs
from tests.sandbox.slack.block_cases import RICH, Json, element, field, options


def form(kind: str, **more: object) -> list[Json]:
    """Return a form of one field."""
    optional = bool(more.pop("optional", False))
    return field(element(kind, **more), block_id="b", optional=optional)


def errors(blocks: list[Json], value: Any) -> dict[str, str]:  # noqa: ANN401 - any input
    """Enter a value and return what the form says."""
    _block, inside = inputs.elements(blocks)[0]
    return inputs.form_errors(blocks, {"b": {"e": inputs.entered(inside, value, offered(value))}})


def offered(value: object) -> list[Json]:
    """Return the person's files, if it is files that they enter."""
    return [{"id": each} for each in value] if isinstance(value, list) else []


TAKEN: list[tuple[list[Json], Any]] = [
    (form("plain_text_input", min_length=2, max_length=3), "abc"),
    (form("number_input", is_decimal_allowed=False, min_value="-1", max_value="5"), "5"),
    (form("number_input", is_decimal_allowed=True, max_value="0.5"), "0.5"),
    (form("email_text_input"), "alice@example.com"),
    (form("url_text_input"), "https://example.com/a?b=c"),
    (form("multi_static_select", options=options(3), max_selected_items=2), ["0", "1"]),
    (form("file_input", max_files=1), ["F1"]),
    (form("rich_text_input"), "hello"),
    (form("plain_text_input", optional=True), ""),
]
REFUSED: list[tuple[list[Json], Any]] = [
    (form("plain_text_input"), ""),
    (form("plain_text_input", min_length=2), "a"),
    (form("plain_text_input", max_length=3), "abcd"),
    (form("plain_text_input"), "x" * 3001),
    (form("number_input", is_decimal_allowed=False), "1.5"),
    (form("number_input", is_decimal_allowed=True), "one"),
    (form("number_input", is_decimal_allowed=True), "NaN"),
    (form("number_input", is_decimal_allowed=False, min_value="0"), "-1"),
    (form("number_input", is_decimal_allowed=False, max_value="5"), "6"),
    (form("email_text_input"), "alice"),
    (form("url_text_input"), "example.com"),
    (form("multi_static_select", options=options(3), max_selected_items=1), ["0", "1"]),
    (form("multi_static_select", options=options(3)), []),
    (form("file_input", max_files=1), ["F1", "F2"]),
    (form("rich_text_input"), ""),
    (form("datepicker"), None),
]


@pytest.mark.parametrize(("blocks", "value"), TAKEN)
def test_a_sound_entry_is_taken(blocks: list[Json], value: Any) -> None:  # noqa: ANN401
    assert errors(blocks, value) == {}


@pytest.mark.parametrize(("blocks", "value"), REFUSED)
def test_an_entry_that_breaks_a_rule_is_named(blocks: list[Json], value: Any) -> None:  # noqa: ANN401
    assert list(errors(blocks, value)) == ["b"]


def test_rich_text_has_a_name_and_a_form_of_its_own() -> None:
    blocks = form("rich_text_input", initial_value=RICH)
    _block, inside = inputs.elements(blocks)[0]
    run = {"type": "text", "text": "hi"}
    section = {"type": "rich_text_section", "elements": [run]}

    assert inputs.initial_values(blocks)["b"]["e"] == {
        "type": "rich_text_input",
        "rich_text_value": RICH,
    }
    assert inputs.entered(inside, "hi") == {
        "type": "rich_text_input",
        "rich_text_value": {"type": "rich_text", "elements": [section]},
    }


def test_the_state_of_a_message_holds_what_was_chosen_and_what_was_not() -> None:
    menus = [
        element("static_select", action_id=name, options=options(2)) for name in ("one", "two")
    ]
    blocks = [{"type": "actions", "block_id": "b", "elements": menus}]
    chosen = {"b": {"two": inputs.entered(menus[1], "1")}}

    state = inputs.values_of(blocks, chosen)["b"]

    assert state["one"] == {"type": "static_select", "selected_option": None}
    assert state["two"]["selected_option"]["value"] == "1"
