"""An Answer as a Slack message: the same content the terminal shows as aligned text."""

import re
from functools import lru_cache

from bot.render import blocks
from bot.render.blocks import Json
from bot.render.message import Message
from recovery.answer import Answer, Button, Grid
from recovery.errors import Refusal
from recovery.words import escape_code, escape_sentence

_USER = re.compile(r"<@([UW][A-Z0-9]{2,20})>")
LONGEST_TEXT = 600
_LONGEST_CELL = 200
_NOTHING = "–"  # noqa: RUF001  a cell may not be empty; a dash says so


def message(answer: Answer) -> Message:
    """Blocks for a channel or a private answer; a list becomes a table block."""
    shown: list[Json] = []
    if answer.title:
        shown.append(blocks.section(f"*{answer.title}*"))
    shown += [blocks.section(text) for text in _packed(answer.lines)]
    if answer.grid is not None and answer.grid.rows:
        shown.append(table(answer.grid))
    if answer.commands:
        shown.append(
            blocks.section("\n".join(f"`/ddbdr {escape_code(each)}`" for each in answer.commands))
        )
    if answer.notes:
        shown.append(blocks.context(*answer.notes))
    if answer.buttons:
        shown.append(blocks.actions(_button(each) for each in answer.buttons))
    return Message(text=_text(answer), blocks=tuple(shown))


def refusal(error: Refusal) -> Answer:
    """What went wrong, what to do, what would work; mentions of ours survive, others do not."""
    return Answer(
        lines=(escape_sentence(" ".join(part for part in (error.what, error.advice) if part)),),
        commands=error.commands,
    )


def table(grid: Grid) -> Json:
    """Slack's table block; the first row is its head."""
    head = _row(tuple(column.title for column in grid.columns))
    return {
        "type": "table",
        "column_settings": [
            {"align": "right" if column.is_number else "left"} for column in grid.columns
        ],
        "rows": [head, *(_row(row) for row in grid.rows)],
    }


@lru_cache(maxsize=4096)
def _row(cells: tuple[str, ...]) -> list[Json]:
    """The cells of a row; rows of jobs are asked for again and again. Never changed."""
    return [_cell(text) for text in cells]


def _packed(lines: tuple[str, ...]) -> list[str]:
    """Lines joined to as few sections as Slack's limit allows; none is cut in the middle."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < blocks.LONGEST_SECTION:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def _cell(text: str) -> Json:
    person = _USER.fullmatch(text)
    if person:
        user = {"type": "user", "user_id": person[1]}
        line = {"type": "rich_text_section", "elements": [user]}
        return {"type": "rich_text", "elements": [line]}
    return {"type": "raw_text", "text": text[:_LONGEST_CELL] or _NOTHING}


def _button(button: Button) -> Json:
    return blocks.button(button.label, button.action, button.value, style=button.style)


def _text(answer: Answer) -> str:
    """What notifications and screen readers get: the beginning; the blocks hold the rest."""
    text = "\n".join(part for part in (answer.title, *answer.lines) if part)
    return blocks.cut(text, LONGEST_TEXT) or "Done."
