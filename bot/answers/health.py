"""`health`: whether every part of ddbdr works, and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.render.numbers import age, span
from recovery.answer import Answer, Column, Grid
from recovery.inventory import Sighting
from recovery.ledger.port_news import Poison
from recovery.vitals import Vital
from recovery.words import escape_code, escape_mrkdwn

WITHOUT = {
    "users": "Guests and people who left count like everybody else, and names show as ids.",
    "user groups": "People of a group count as they were last read; if never read, not at all.",
    "channels": "Cards of channels without the bot are noticed only when they cannot be posted.",
    "private channels": "Those archived are noticed only when a card cannot be posted there.",
}
"""What stops working, by what cannot be read."""
PROCESSES = ("bot", "poster", "clock", "worker", "listener")
SILENT_SECONDS = 60.0
POISON_SECONDS = 86_400.0
"""For how long a message nobody understood is trouble."""
LONGEST_BODY = 120
COLUMNS = (
    Column(title="Process"),
    Column(title="Where"),
    Column(title="Last sign"),
    Column(title="State"),
)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """Everything health looks at.

    Attributes:
        durability: Settings of the store as it reports them; empty if it does not.
        counts: `due`, `overdue`, `leased`.
        letters: Messages Slack has not taken yet.
        directory_read_at: Epoch seconds; 0.0 means never.
        unread: What Slack does not let us read, to the scope that is missing.
        poison: Messages of the events' queues that nobody understood, newest first.
    """

    vitals: Sequence[Vital]
    durability: Mapping[str, str]
    counts: Mapping[str, int]
    letters: int
    directory_read_at: float
    unread: Mapping[str, str]
    readings: Sequence[Sighting]
    poison: Sequence[Poison] = ()


def health(signs: Signs, *, wall: float) -> Answer:
    """What does not work first, then a row for each process."""
    rows = [_row(vital, wall) for vital in signs.vitals]
    present = {vital.process for vital in signs.vitals}
    rows += [(process, "–", "–", "never seen") for process in PROCESSES if process not in present]  # noqa: RUF001
    problems = _problems(signs, wall)
    lines = problems or ("Everything that was looked at works.",)
    return Answer(
        title="Needs care" if problems else "Healthy",
        lines=lines,
        grid=Grid(columns=COLUMNS, rows=tuple(rows)),
        notes=(
            _counted(signs.counts),
            f"{signs.letters} messages wait for Slack",
            _directory(signs, wall),
        ),
    )


def in_short(signs: Signs, *, wall: float) -> str:
    """One line: the first thing that does not work, or what does."""
    problems = _problems(signs, wall)
    if problems:
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        return f"*Needs care:* {problems[0].removesuffix('.')}{more}: `/ddbdr health`"
    alive = [vital.process for vital in signs.vitals if wall - vital.at <= SILENT_SECONDS]
    counted = [(process, alive.count(process)) for process in PROCESSES if process in alive]
    told = (f"{count} {process}s" if count > 1 else process for process, count in counted)
    return f"Healthy: {', '.join(told)}"


def _row(vital: Vital, wall: float) -> tuple[str, ...]:
    seconds = max(0.0, wall - vital.at)
    state = "silent" if seconds > SILENT_SECONDS else _state(vital)
    return (vital.process, vital.instance, f"{span(seconds)} ago", state)


def _state(vital: Vital) -> str:
    return vital.trouble or vital.detail.get("state", "works")


def _is_needed(process: str, vitals: Sequence[Vital]) -> bool:
    """A listener is where it has queues; of one that had some, silence is trouble."""
    if process != "listener":
        return True
    states = [vital.detail.get("state", "") for vital in vitals if vital.process == process]
    return any(not state.startswith("idle") for state in states)


def _problems(signs: Signs, wall: float) -> tuple[str, ...]:
    alive = {vital.process for vital in signs.vitals if wall - vital.at <= SILENT_SECONDS}
    absent = [process for process in PROCESSES if process not in alive]
    needed = [process for process in absent if _is_needed(process, signs.vitals)]
    problems = [f"No {process} has given a sign for a minute." for process in needed]
    problems += [
        f"{vital.process} on {escape_mrkdwn(vital.instance)}: {escape_mrkdwn(vital.trouble)}"
        for vital in signs.vitals
        if vital.trouble and vital.process in alive
    ]
    problems += [
        f"{' '.join(filter(None, (reading.account, reading.region, reading.what)))} "
        f"cannot be read: {escape_mrkdwn(reading.problem)}"
        for reading in signs.readings
        if reading.problem
    ]
    problems += _unreadable(signs.poison, wall)
    return (*problems, *_scopes(signs.unread), *_durability(signs.durability))


def _unreadable(poison: Sequence[Poison], wall: float) -> list[str]:
    """What came through the events' queues in the last day and is no event; the newest shown."""
    lately = [one for one in poison if wall - one.at <= POISON_SECONDS]
    if not lately:
        return []
    newest, count = lately[0], len(lately)
    body = escape_code(newest.body[:LONGEST_BODY]) or " "
    what = "1 message" if count == 1 else f"{count} messages"
    said = f"{what} of the events' queues could not be understood"
    where = f"{span(wall - newest.at)} ago in {escape_mrkdwn(newest.queue)}"
    return [f"{said}. The newest, {where}: {escape_mrkdwn(newest.reason)}: `{body}`"]


def _scopes(unread: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"Slack does not let ddbdr read its {what}: the scope `{escape_code(scope)}` is missing. "
        f"{WITHOUT.get(what, '')} Add the scope to the app at api.slack.com/apps, then reinstall "
        "it to the workspace."
        for what, scope in unread.items()
    )


def _durability(settings: Mapping[str, str]) -> tuple[str, ...]:
    if not settings:
        return ()
    warnings = []
    if settings.get("appendonly") == "no":
        warnings.append("The ledger's store keeps no append-only file: a restart loses jobs.")
    elif settings.get("appendfsync", "always") != "always":
        warnings.append("The ledger's store does not sync every write: a crash loses the newest.")
    if settings.get("maxmemory-policy", "noeviction") != "noeviction":
        warnings.append("The ledger's store may evict keys when memory is short: jobs would go.")
    return tuple(warnings)


def _counted(counts: Mapping[str, int]) -> str:
    due, overdue, leased = (counts.get(name, 0) for name in ("due", "overdue", "leased"))
    return f"due {due}, overdue {overdue}, being worked on {leased}"


def _directory(signs: Signs, wall: float) -> str:
    if not signs.directory_read_at:
        return "Slack's people have not been read yet"
    return f"Slack's people: {age(wall - signs.directory_read_at)}"
