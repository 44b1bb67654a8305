"""A second, independent opinion on Block Kit: slack_sdk's models, beside our own checker.

Whatever the app sends is remembered by `Opinions` and judged by both when somebody asks. The
models know less (no rows of tables, no unknown fields, no surfaces, no data tables, no charts), so
they may take what we refuse; but what we take and they refuse is a mistake on either side.
"""

import functools
from collections import deque
from collections.abc import Callable
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.slack.blocks import problems
from sandbox.slack.shapes import listed
from sandbox.slack.store import Json
from sandbox.slack.strict_json import read_json

Look = Callable[[], None]

KEPT = 5000
"""How many payloads wait for judgement at most; older ones are counted and dropped."""
UNKNOWN_TO_MODELS = frozenset({"data_table", "data_visualization"})
"""Blocks that slack_sdk 3.47 has no model of: it has no opinion on them."""


def models_complaints(payload: Json, surface: str) -> list[str]:
    """Return what slack_sdk's models say is wrong with a message or view; empty: nothing.

    Args:
        payload: a message (`blocks`, `attachments`) or a view.
        surface: `message`, `modal` or `home`.
    """
    blocks = listed(payload, "blocks")
    for attachment in listed(payload, "attachments") if surface == "message" else ():
        blocks = [*blocks, *listed(attachment, "blocks")]
    looks: list[Look] = [functools.partial(_look_at_block, block) for block in blocks]
    if surface != "message":
        looks.append(functools.partial(_look_at_view, payload))
    return [complaint for look in looks if (complaint := _complaint(look))]


def complaints(payload: Json, surface: str) -> list[str]:
    """Return what either checker says is wrong with a message or view; empty: nothing."""
    return _own_complaints(payload, surface) + models_complaints(payload, surface)


def _own_complaints(payload: Json, surface: str) -> list[str]:
    return [f"{each.message} [{each.pointer}]" for each in problems(payload, surface)]


def _look_at_block(block: Any) -> None:  # noqa: ANN401 - any JSON
    if not _is_known(block):
        return
    parsed = Block.parse(block)
    if parsed is None:
        raise SlackObjectFormationError("no such block")
    parsed.to_dict()


def _look_at_view(view: Json) -> None:
    blocks = [block for block in listed(view, "blocks") if _is_known(block)]
    # A view needs blocks: where the models know none of them, there is nothing to look at.
    if blocks or not view.get("blocks"):
        View(**{**view, "blocks": blocks}).to_dict()


def _is_known(block: object) -> bool:
    return not (isinstance(block, dict) and block.get("type") in UNKNOWN_TO_MODELS)


def _complaint(look: Look) -> str:
    """Return what a model says against a payload, or how it stumbled over it."""
    try:
        look()
    except SlackObjectFormationError as error:
        return str(error)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


class Opinions:
    """What the app has sent, and where the two checkers do not agree on it."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, str, Json]] = deque()
        self._judged = 0
        self._dropped = 0
        self._differing: list[Json] = []

    def hear(self, name: str, said: object) -> None:
        """Remember the messages and views among what the app said, in a call or an answer."""
        if not isinstance(said, dict):
            return
        view = _json(said.get("view"))
        if isinstance(view, dict):
            self._keep(name, str(view.get("type")), view)
        message = {part: _json(said[part]) for part in ("blocks", "attachments") if said.get(part)}
        if message:
            self._keep(name, "message", message)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._differing.clear()
        self._judged = self._dropped = 0

    def report(self) -> Json:
        """Judge what waits; return how much was judged and dropped, and what they differ on."""
        while self._waiting:
            name, surface, payload = self._waiting.popleft()
            self._judge(name, surface, payload)
        return {"judged": self._judged, "dropped": self._dropped, "differing": self._differing}

    def _keep(self, name: str, surface: str, payload: Json) -> None:
        if surface not in {"message", "modal", "home"}:
            return
        self._waiting.append((name, surface, payload))
        if len(self._waiting) > KEPT:
            self._waiting.popleft()
            self._dropped += 1

    def _judge(self, name: str, surface: str, payload: Json) -> None:
        ours = _own_complaints(payload, surface)
        theirs = models_complaints(payload, surface)
        self._judged += 1
        if bool(ours) != bool(theirs):
            differing = {"name": name, "surface": surface, "ours": ours, "theirs": theirs}
            self._differing.append(differing | {"payload": payload})


def _json(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Decode what a form carries as text."""
    if not isinstance(value, str):
        return value
    try:
        return read_json(value)
    except ValueError:
        return None
