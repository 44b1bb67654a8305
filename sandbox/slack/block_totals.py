"""Block Kit rules about a message or view as a whole: unique ids, one focus, tables, Markdown.

Source: docs.slack.dev/reference/block-kit/blocks and /block-elements.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.slack.block_limits import LIMITS, PER_MESSAGE
from sandbox.slack.shapes import Problem, listed

Placed = tuple[dict[str, Any], str]
"""A block or element with its JSON pointer."""


def check(stacks: list[tuple[str, Any]], surface: str, found: list[Problem]) -> None:
    """Check the stacks of blocks of a message (its own, its attachments') or a view.

    Args:
        stacks: JSON pointer and blocks of each, the own ones first.
        surface: `message`, `modal` or `home`.
        found: what is wrong is added here.
    """
    everything: list[Placed] = []
    for at, blocks in stacks:
        placed = _placed(blocks, at)
        everything += placed
        _check_unique(placed, "block_id", found)
        for block, place in placed:
            _check_unique(list(interactive(block, place)), "action_id", found)
    _check_counts(everything, stacks[0][0], found)
    _check_markdown(everything, stacks[0][0], found)
    if surface != "message":
        _check_focus(everything, found)


def nested(block: dict[str, Any], at: str) -> Iterator[Placed]:
    """Give the block and those inside it: a container's children, a carousel's cards."""
    yield block, at
    inside = {"container": "child_blocks", "carousel": "elements"}.get(str(block.get("type")))
    for position, child in enumerate(listed(block, inside) if inside else []):
        if isinstance(child, dict):
            yield child, f"{at}/{inside}/{position}"


def interactive(block: dict[str, Any], at: str) -> Iterator[Placed]:
    """Give the elements of a block that people act on."""
    kind = str(block.get("type"))
    several = {"actions": "elements", "context_actions": "elements", "card": "actions"}
    single = {"section": "accessory", "input": "element"}
    if kind in several:
        for position, element in enumerate(listed(block, several[kind])):
            if isinstance(element, dict):
                yield element, f"{at}/{several[kind]}/{position}"
    elif kind in single and isinstance(block.get(single[kind]), dict):
        yield block[single[kind]], f"{at}/{single[kind]}"
    elif kind == "data_table":
        for row, cells in enumerate(listed(block, "rows")):
            for column, cell in enumerate(cells if isinstance(cells, list) else []):
                if isinstance(cell, dict) and isinstance(cell.get("element"), dict):
                    yield cell["element"], f"{at}/rows/{row}/{column}/element"


def _placed(blocks: Any, at: str) -> list[Placed]:  # noqa: ANN401 - any JSON
    typed = enumerate(blocks) if isinstance(blocks, list) else ()
    return [
        placed
        for position, block in typed
        if isinstance(block, dict)
        for placed in nested(block, f"{at}/{position}")
    ]


def _check_unique(parts: list[Placed], name: str, found: list[Problem]) -> None:
    seen: set[str] = set()
    for part, at in parts:
        value = part.get(name)
        if not isinstance(value, str):
            continue
        if value in seen:
            message = f"{name} already exists: {value}"
            found.append(Problem(f"{at}/{name}", f"{name}.unique", message))
        seen.add(value)


def _check_counts(placed: list[Placed], at: str, found: list[Problem]) -> None:
    counts = Counter(str(block.get("type")) for block, _at in placed)
    for kind, most in PER_MESSAGE.items():
        if counts[kind] > most:
            message = f"only {most} {kind} allowed"
            found.append(Problem(at, f"message.{kind}.max_items", message))


def _check_markdown(placed: list[Placed], at: str, found: list[Problem]) -> None:
    texts = [block.get("text") for block, _at in placed if block.get("type") == "markdown"]
    lengths = [len(text) for text in texts if isinstance(text, str)]
    most = LIMITS["markdown.text"]["max_length"]
    if sum(lengths) > most >= max(lengths, default=0):
        message = f"all markdown blocks together must be less than {most + 1} characters"
        found.append(Problem(at, "markdown.text.max_length", message))


def _check_focus(placed: list[Placed], found: list[Problem]) -> None:
    focused = [
        place
        for block, at in placed
        for element, place in interactive(block, at)
        if element.get("focus_on_load") is True
    ]
    for place in focused[1:]:
        message = "only one element may set focus_on_load"
        found.append(Problem(f"{place}/focus_on_load", "focus_on_load.unique", message))
