"""What a handler answers: words, and perhaps a form to open."""

from dataclasses import dataclass
from functools import cached_property

from pydantic_core import to_json

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
        # pydantic's writer takes a third of json's time, which is most of a list's.
        return to_json(whole).decode()


def said(*lines: str, commands: tuple[str, ...] = ()) -> Reply:
    """A reply of plain sentences."""
    return Reply(Answer(lines=lines, commands=commands))
