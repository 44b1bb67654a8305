"""Twenty a page, and the way to the next one."""

from collections.abc import Sequence
from typing import TypeVar

from bot.render.buttons import SHOW
from recovery.answer import Answer, Button

PAGE_SIZE = 20

T = TypeVar("T")


def page_of(items: Sequence[T], page: int) -> Sequence[T]:
    """The items on that page, which counts from 1."""
    return items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def place(total: int, page: int, what: str) -> str:
    """`45 jobs, page 1 of 3`; one page says only how many."""
    pages = max(1, -(-total // PAGE_SIZE))
    count = f"{total:,} {what if total != 1 else what.removesuffix('s')}"
    return count if pages == 1 else f"{count}, page {page} of {pages}"


def no_such_page(command: str, page: int, what: str) -> Answer:
    """What to answer to a page after the last one."""
    first = command.partition(" --page ")[0]
    return Answer(title=f"No {what} on page {page}", commands=(first,))


def next_button(command: str, total: int, page: int) -> tuple[Button, ...]:
    """A button that shows the next page of `command`, if there is one."""
    if total <= page * PAGE_SIZE:
        return ()
    words = command.partition(" --page ")[0]
    return (Button(label="Next", action=SHOW, value=f"{words} --page {page + 1}"),)
