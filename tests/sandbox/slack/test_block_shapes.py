"""Every field of every block, element and object: known, required or not, of one type."""

import copy
from typing import Any

import pytest

from sandbox.slack import elements
from sandbox.slack.block_shapes import BLOCKS
from sandbox.slack.blocks import problems
from sandbox.slack.rich_text import INLINE, PARTS
from tests.sandbox.slack.block_cases import Json, modal, section
from tests.sandbox.slack.block_samples import SAMPLES


def at(payload: Any, pointer: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what a JSON pointer names."""
    found: Any = {"blocks": payload} if isinstance(payload, list) else payload
    for step in pointer.split("/")[1:]:
        found = found[int(step) if isinstance(found, list) else step]
    return found


def changed(name: str) -> tuple[str, Any, Json, str]:
    """Return a sample's surface, a copy of its payload, the part in the copy and its pointer."""
    surface, payload, pointer, _required = SAMPLES[name]
    payload = copy.deepcopy(payload)
    return surface, payload, at(payload, pointer), pointer


def broken(payload: Any, surface: str) -> set[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Return the rules a payload breaks, with their pointers."""
    return {(each.rule, each.pointer) for each in problems(payload, surface)}


FIELDS = [(name, field) for name, sample in SAMPLES.items() for field in at(sample[1], sample[2])]


def test_every_kind_has_a_sample() -> None:
    seen = {at(payload, pointer).get("type") for _s, payload, pointer, _r in SAMPLES.values()}
    kinds = {*BLOCKS, *elements.IN_ACTIONS, *elements.IN_INPUT, *elements.CONTEXT_ACTIONS}

    assert kinds | set(INLINE) | set(PARTS) <= seen


@pytest.mark.parametrize("name", SAMPLES)
def test_every_documented_field_is_taken(name: str) -> None:
    surface, payload, _pointer, _required = SAMPLES[name]
    # A card may have only one of its two kinds of icon, so its sample has one.
    assert broken(payload, surface) == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_field_slack_does_not_know_is_refused(name: str) -> None:
    surface, payload, part, pointer = changed(name)
    part["colour/~"] = "red"

    assert broken(payload, surface) == {("unknown_field", pointer)}


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_only_a_required_field_is_missed(name: str, field: str) -> None:
    surface, payload, part, _pointer = changed(name)
    del part[field]

    assert bool(broken(payload, surface)) is (field in SAMPLES[name][3])


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_every_field_has_a_type(name: str, field: str) -> None:
    surface, payload, part, pointer = changed(name)
    part[field] = {"not": "this"}

    assert any(place.startswith(pointer) for _rule, place in broken(payload, surface))


# field of the sample -> values Slack does not take
WORDS: dict[tuple[str, str], list[object]] = {
    ("button", "style"): ["green", "", None],
    ("confirm", "style"): ["warning"],
    ("alert", "level"): ["fatal"],
    ("container", "width"): ["huge"],
    ("file", "source"): ["local"],
    ("task_card", "status"): ["completed"],
    ("icon button", "icon"): ["star"],
    ("slack icon", "name"): ["dragon"],
    ("column settings", "align"): ["middle"],
    ("rich list", "style"): ["dashed"],
    ("rich broadcast", "range"): ["all"],
    ("rich color", "value"): ["red", "#12345"],
    ("filter", "include"): [["dm"]],
    ("dispatch config", "trigger_actions_on"): [["on_blur"]],
    ("datepicker", "initial_date"): ["2026-2-3", "23.11.2026", "2026-02-30", 20261123],
    ("timepicker", "initial_time"): ["24:00", "9:05", "12:60", "noon"],
    ("datetimepicker", "initial_date_time"): ["1628633820", 1628633820.5, True],
    ("number_input", "min_value"): [1, "one", "NaN", "Infinity"],
    ("number_input", "initial_value"): ["x"],
    ("multi_users_select", "max_selected_items"): ["1", 1.5],
    ("external_select", "min_query_length"): ["1"],
    ("data_table", "row_header_column_index"): [2, -1, 0.5],
    ("video", "video_url"): ["http://e.com/v"],
    ("video", "title_url"): ["ftp://e.com/v"],
    ("header", "text"): [{"type": "mrkdwn", "text": "x"}],
    ("overflow", "options"): [[{"text": {"type": "mrkdwn", "text": "x"}, "value": "v"}]],
    ("rich text run", "style"): [{"blink": True}],
    ("rich_text_input", "initial_value"): ["x"],
}


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [(name, field, value) for (name, field), values in WORDS.items() for value in values],
)
def test_a_value_of_another_form_is_refused(name: str, field: str, value: object) -> None:
    surface, payload, part, pointer = changed(name)
    part[field] = value

    found = broken(payload, surface)

    assert found
    assert all(place.startswith(pointer) for _rule, place in found)


MESSAGE_ONLY = {"context_actions", "file", "markdown", "plan", "task_card"}
NOT_IN_MODALS = {"table", "data_table", "data_visualization", "container", "carousel"}
HIDDEN = {
    "modal": MESSAGE_ONLY | NOT_IN_MODALS,
    "home": MESSAGE_ONLY | {"alert"},
    "message": {"alert"},
}


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize("surface", HIDDEN)
def test_a_block_stands_only_where_slack_shows_it(kind: str, surface: str) -> None:
    block = at(*SAMPLES[kind][1:3])

    refused = {each.rule for each in problems([block], surface)}

    assert refused == ({f"surface.{kind}"} if kind in HIDDEN[surface] else set())


def test_ids_and_focus_are_of_one_message_each() -> None:
    inside = [section(block_id="a")]
    focused = {"type": "users_select", "action_id": "u", "focus_on_load": True}
    twice = [{"type": "actions", "elements": [{**focused, "action_id": n}]} for n in "ab"]

    assert problems({"blocks": inside, "attachments": [{"blocks": inside}]}, "message") == []
    assert problems(twice, "message") == []
    assert problems(modal(*twice), "modal") != []
