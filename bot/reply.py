"""What a handler answers: words, and perhaps a form to open."""

import json
from dataclasses import dataclass
from functools import cached_property

from bot.render.answers import message
from bot.render.blocks import Json
from recovery.answer import Answer


@dataclass(frozen=True)
class Reply:
    """The answer to one command.

    Attributes:
        answer: Shown at once, privately (a mention: in its thread).
        view: A modal to open beside it.
    """

    answer: Answer
    view: Json | None = None

    @cached_property
    def body(self) -> str:
        """The JSON that answers a slash command; made once, also for answers kept for all."""
        shown = message(self.answer)
        whole = {"response_type": "ephemeral", **shown.payload()}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def said(*lines: str, commands: tuple[str, ...] = ()) -> Reply:
    """A reply of plain sentences."""
    return Reply(Answer(lines=lines, commands=commands))
