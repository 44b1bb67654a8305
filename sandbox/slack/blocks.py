"""Slack's Block Kit rules: `problems(payload, surface)` says what Slack would refuse, and where.

Pure. Used on every call to the sandbox, and by tests on whatever the product renders.
Block shapes are in `block_shapes`, elements in `elements`, the numbers in `block_limits`.
"""

from collections import Counter
from typing import Any

from sandbox.slack.block_limits import LIMITS, PER_MESSAGE, SURFACES
from sandbox.slack.block_shapes import BLOCKS
from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    anything,
    boolean,
    listed,
    obj,
    plain,
    string,
    within,
)

__all__ = ["Problem", "problems"]

_VIEW: dict[str, Check | Optional] = {
    "type": string(among=("modal", "home")),
    "blocks": anything,
    "private_metadata": Optional(string("view.private_metadata")),
    "callback_id": Optional(string("view.callback_id")),
    "external_id": Optional(string("view.external_id")),
}
_HOME = obj(**_VIEW)
_MODAL = obj(
    **_VIEW,
    title=plain("view.title"),
    close=Optional(plain("view.close")),
    submit=Optional(plain("view.submit")),
    clear_on_close=Optional(boolean),
    notify_on_close=Optional(boolean),
    submit_disabled=Optional(boolean),
)


def problems(payload: dict[str, Any] | list[Any], surface: str) -> list[Problem]:
    """Return every rule the payload breaks, in the order of the blocks.

    Args:
        payload: a message or view as sent to Slack (its `blocks` and `attachments` are read), or
            a bare list of blocks, which is read as `{"blocks": [...]}`.
        surface: `message`, `modal` or `home`.

    Raises:
        ValueError: `surface` is none of these.
    """
    if surface not in {"message", "modal", "home"}:
        raise ValueError(f"no such surface: {surface}")
    content = {"blocks": payload} if isinstance(payload, list) else payload
    if content.get("delete_original"):
        return []  # a response that only deletes: Slack shows none of what comes with it
    found: list[Problem] = []
    bare = isinstance(payload, list)
    if surface != "message" and not bare:
        (_MODAL if surface == "modal" else _HOME)(content, "", found)
        _check_submit(content, found)
    blocks = content.get("blocks", [])
    rule = "message.blocks" if surface == "message" else "view.blocks"
    _check_blocks(blocks, surface, rule, "/blocks", found)
    for position, attachment in enumerate(listed(content, "attachments")):
        inner = attachment.get("blocks", []) if isinstance(attachment, dict) else []
        at = f"/attachments/{position}/blocks"
        _check_blocks(inner, surface, "message.blocks", at, found)
    return found


def _check_blocks(blocks: object, surface: str, rule: str, at: str, found: list[Problem]) -> None:
    if not isinstance(blocks, list):
        found.append(Problem(at, "type", "must be an array"))
        return
    within(rule, len(blocks), " items", at, found)
    for position, block in enumerate(blocks):
        _check_block(block, surface, f"{at}/{position}", found)
    _check_unique(blocks, "block_id", at, found)
    _check_totals(blocks, at, found)


def _check_block(block: object, surface: str, at: str, found: list[Problem]) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or not isinstance(kind, str) or kind not in BLOCKS:
        found.append(Problem(at, "block.type", f"unsupported type: {kind}"))
        return
    if surface not in SURFACES[kind]:
        found.append(Problem(at, f"surface.{kind}", f"{kind} is not allowed in a {surface}"))
    BLOCKS[kind](block, at, found)
    if kind == "actions" and isinstance(block.get("elements"), list):
        _check_unique(block["elements"], "action_id", f"{at}/elements", found)
    element = block.get("element")
    if isinstance(element, dict) and element.get("type") == "file_input" and surface != "modal":
        found.append(Problem(f"{at}/element", "surface.file_input", "only allowed in a modal"))


def _check_unique(parts: list[Any], name: str, at: str, found: list[Problem]) -> None:
    seen: set[str] = set()
    for position, part in enumerate(parts):
        value = part.get(name) if isinstance(part, dict) else None
        if not isinstance(value, str):
            continue
        if value in seen:
            message = f"{name} already exists: {value}"
            found.append(Problem(f"{at}/{position}/{name}", f"{name}.unique", message))
        seen.add(value)


def _check_totals(blocks: list[Any], at: str, found: list[Problem]) -> None:
    """Check what is counted over the whole list: tables, charts, Markdown."""
    typed = [block for block in blocks if isinstance(block, dict)]
    counts = Counter(str(block.get("type")) for block in typed)
    for kind, most in PER_MESSAGE.items():
        if counts[kind] > most:
            message = f"only {most} {kind} allowed"
            found.append(Problem(at, f"message.{kind}.max_items", message))
    total = sum(len(str(b.get("text", ""))) for b in typed if b.get("type") == "markdown")
    most = LIMITS["markdown.text"]["max_length"]
    if counts["markdown"] > 1 and total > most:
        message = f"all markdown blocks together must be less than {most + 1} characters"
        found.append(Problem(at, "markdown.text.max_length", message))


def _check_submit(view: dict[str, Any], found: list[Problem]) -> None:
    blocks = listed(view, "blocks")
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if view.get("type") == "modal" and "input" in kinds and "submit" not in view:
        message = "submit is required when the view has input blocks"
        found.append(Problem("", "view.submit.required", message))
