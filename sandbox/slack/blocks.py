"""Slack's Block Kit rules: `problems(payload, surface)` says what Slack would refuse, and where.

Pure. Used on every call to the sandbox, and by tests on whatever the product renders.
Blocks are described in `block_shapes`, elements in `elements`, the numbers in `block_limits`, what
is counted over a whole message or view in `block_totals`.
"""

from typing import Any

from sandbox.slack import block_totals
from sandbox.slack.block_limits import ELEMENT_SURFACES, SURFACES
from sandbox.slack.block_shapes import BLOCKS
from sandbox.slack.block_totals import interactive, nested
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
    if surface == "message" and content.get("delete_original"):
        return []  # a response that only deletes: Slack shows none of what comes with it
    found: list[Problem] = []
    bare = isinstance(payload, list)
    if surface != "message" and not bare:
        (_MODAL if surface == "modal" else _HOME)(content, "", found)
        _check_submit(content, found)
    rule = "message.blocks" if surface == "message" else "view.blocks"
    stacks = [("/blocks", content.get("blocks", []))]
    for position, attachment in enumerate(listed(content, "attachments")):
        inner = attachment.get("blocks", []) if isinstance(attachment, dict) else []
        stacks.append((f"/attachments/{position}/blocks", inner))
    for at, blocks in stacks:
        _check_blocks(blocks, surface, rule, at, found)
    block_totals.check(stacks, surface, found)
    return found


def _check_blocks(blocks: object, surface: str, rule: str, at: str, found: list[Problem]) -> None:
    if not isinstance(blocks, list):
        found.append(Problem(at, "type", "must be an array"))
        return
    within(rule, len(blocks), " items", at, found)
    for position, block in enumerate(blocks):
        _check_block(block, surface, f"{at}/{position}", found)


def _check_block(block: object, surface: str, at: str, found: list[Problem]) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or not isinstance(kind, str) or kind not in BLOCKS:
        found.append(Problem(at, "block.type", f"unsupported type: {kind}"))
        return
    BLOCKS[kind](block, at, found)
    for inner, place in nested(block, at):
        _check_surface(inner, surface, place, found)


def _check_surface(block: dict[str, Any], surface: str, at: str, found: list[Problem]) -> None:
    """Refuse a block, or an element in it, that this surface does not show."""
    kind = block.get("type")
    if isinstance(kind, str) and surface not in SURFACES.get(kind, {surface}):
        found.append(Problem(at, f"surface.{kind}", f"{kind} is not allowed in a {surface}"))
    for element, place in interactive(block, at):
        named = element.get("type")
        if isinstance(named, str) and surface not in ELEMENT_SURFACES.get(named, {surface}):
            message = f"{named} is not allowed in a {surface}"
            found.append(Problem(place, f"surface.{named}", message))
        in_form = surface == "modal" and kind == "input"
        if element.get("response_url_enabled") is True and not in_form:
            message = "response_url_enabled is only allowed in an input block of a modal"
            found.append(Problem(f"{place}/response_url_enabled", "response_url_enabled", message))


def _check_submit(view: dict[str, Any], found: list[Problem]) -> None:
    blocks = listed(view, "blocks")
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if view.get("type") == "modal" and "input" in kinds and "submit" not in view:
        message = "submit is required when the view has input blocks"
        found.append(Problem("", "view.submit.required", message))
