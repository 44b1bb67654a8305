"""What we tell a person, before it becomes Slack blocks or terminal text.

One shape for every list and every reply, so that `ddbdr jobs` in a terminal and
`/ddbdr jobs` in Slack cannot drift apart.
"""

from recovery.outcome import Value


class Column(Value):
    """A column of a grid; numbers are right-aligned."""

    title: str
    is_number: bool = False


class Grid(Value):
    """Rows of text under named columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Button(Value):
    """Something to click: an action id of ours and the job id (and digest) it is about."""

    label: str
    action: str
    value: str = ""
    style: str = ""


class Answer(Value):
    """An answer to one command.

    Attributes:
        title: What it is, one line.
        lines: Sentences, in order; may hold mrkdwn written by us, escaped where from outside.
        grid: A list, if the answer is one.
        notes: Small print: age of the data, what was not asked.
        commands: Next commands that work, without `/ddbdr`.
        buttons: At most five.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    grid: Grid | None = None
    notes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
