"""`ddbdr …` in a terminal: the same grammar and the same answers, as aligned text.

It reads and changes nothing. Exit codes: 0 answered, 1 cannot be done (the ledger is
away, say), 2 not understood or wrongly set up.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import startup
from bot.asking import Asking
from bot.commands import look
from bot.desk import Desk
from bot.settings import LedgerSettings
from recovery.answer import Answer, Grid
from recovery.config_review import explain, warnings
from recovery.errors import LedgerAway, Refusal
from recovery.guide import for_verb, overview
from recovery.people import Directory, Person
from recovery.verbs import VERBS

PROGRAM = "ddbdr"
CANNOT = 1
NOT_UNDERSTOOD = 2
NOBODY = "whoami"

_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")


def main() -> None:
    """The entry point of the package's script."""
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Answer one command line on stdout, refusals on stderr; the exit code."""
    words = [word for word in words if word.strip()]
    if not words or words[0] in {"help", "--help", "-h"}:
        return _help(words[1:])
    settings = startup.read_settings(LedgerSettings)
    if tuple(words) == ("config", "check"):
        return _check_config(settings.config_path)
    return answer(startup.make_desk(settings), words)


def answer(desk: Desk, words: Sequence[str]) -> int:
    """Answer a verb that looks; the exit code."""
    if words[0].lower() in VERBS and VERBS[words[0].lower()].changes:
        return _say(
            f"`{words[0]}` changes something, and the terminal only reads. In Slack: "
            f"/ddbdr {' '.join(words)}"
        )
    if words[0].lower() == NOBODY:
        return _say("A terminal does not know who you are in Slack. In Slack: /ddbdr whoami")
    asking = Asking(
        person=Person(team="", user=""), channel="", via="terminal", request_id="terminal"
    )
    try:
        shown = look(desk, asking, _line(words)).answer
        sys.stdout.write(text(shown, desk.directory()) + "\n")
    except Refusal as error:
        commands = [f"  {_typed(command)}" for command in error.commands]
        return _say("\n".join([str(error), *commands]))
    except LedgerAway as error:
        sys.stderr.write(f"{PROGRAM}: the ledger cannot be reached: {error}\n")
        return CANNOT
    return 0


def text(shown: Answer, directory: Directory) -> str:
    """An answer as plain text, its grid aligned, people by name."""
    parts = [shown.title, "\n".join(shown.lines)]
    if shown.grid is not None:
        parts.append(aligned(shown.grid, directory))
    parts.append("\n".join(f"  {_typed(command)}" for command in shown.commands))
    more = [f"next page: {PROGRAM} {each.value}" for each in shown.buttons if each.value]
    parts.append("\n".join([*shown.notes, *more]))
    return "\n\n".join(plain(part, directory) for part in parts if part)


def _typed(command: str) -> str:
    """A next command where it works: here if it only looks, else in Slack."""
    verb = VERBS.get(command.partition(" ")[0])
    looks = verb is not None and not verb.changes and verb.name != NOBODY
    return f"{PROGRAM} {command}" if looks else f"in Slack: /{PROGRAM} {command}"


def aligned(grid: Grid, directory: Directory) -> str:
    """Columns under their titles; numbers to the right."""
    rows = [tuple(plain(cell, directory) for cell in row) for row in grid.rows]
    titles = tuple(column.title for column in grid.columns)
    widths = [max(len(row[place]) for row in (titles, *rows)) for place in range(len(titles))]
    lines = []
    for row in (titles, *rows):
        cells = [
            cell.rjust(width) if column.is_number else cell.ljust(width)
            for cell, width, column in zip(row, widths, grid.columns, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def plain(text_: str, directory: Directory) -> str:
    """Slack's markup as a terminal reads it."""

    def name(match: re.Match[str]) -> str:
        entry = directory.users.get(match[1])
        return f"@{entry.name}" if entry else f"@{match[1]}"

    text_ = _DATE.sub(r"\1", text_)
    text_ = _MENTION.sub(name, text_)
    text_ = _CHANNEL.sub(lambda match: f"#{match[2] or match[1]}", text_)
    text_ = _BOLD.sub(r"\1", text_)
    return text_.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _line(words: Sequence[str]) -> str:
    """The shell has cut the words already: each is one again."""
    return " ".join(
        f'"{word}"' if " " in word and not word.startswith("-") else word for word in words
    )


def _help(words: Sequence[str]) -> int:
    if words and words[0].lower() not in VERBS:
        return _say(f"No verb `{words[0]}`. `{PROGRAM} help` lists the verbs.")
    shown = for_verb(words[0].lower(), PROGRAM) if words else overview(program=PROGRAM)
    sys.stdout.write(shown + "\n")
    return 0


def _check_config(path: Path) -> int:
    config = startup.read_config(path)
    for line in explain(config):
        sys.stdout.write(f"{line}\n")
    for line in warnings(config):
        sys.stderr.write(f"warning: {line}\n")
    return 0


def _say(text_: str) -> int:
    sys.stderr.write(f"{PROGRAM}: {text_}\n")
    return NOT_UNDERSTOOD


if __name__ == "__main__":
    main()
