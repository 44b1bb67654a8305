"""The steps of a job as lines: what is done, what runs, what comes."""

from datetime import datetime
from typing import NamedTuple

from bot.render.numbers import minute, span
from recovery.job import Job
from recovery.record import State, StepRecord
from recovery.words import escape_mrkdwn


class _Titles(NamedTuple):
    """A step in words.

    Attributes:
        undone: Once taken back, true whether or not it had come to anything; empty for
            a step that changes nothing.
    """

    done: str
    doing: str
    coming: str
    undone: str = ""


TITLES = {
    "check-again": _Titles("checked again", "checking again", "check again"),
    "create-backup": _Titles(
        "backup started", "starting the backup", "start the backup", "no backup is left"
    ),
    "await-backup": _Titles(
        "backup available", "AWS is making the backup", "backup becomes available"
    ),
    "start-restore": _Titles(
        "restore started", "starting the restore", "start the restore", "no restored table is left"
    ),
    "await-table": _Titles("table active", "AWS is copying the data", "table becomes active"),
    "delete-backup": _Titles("backup deleted", "deleting the backup", "delete the backup"),
    "enable-advanced": _Titles(
        "advanced features on", "switching advanced features on", "switch advanced features on"
    ),
    "start-backup-job": _Titles(
        "backup job started",
        "starting the backup job",
        "start the backup job",
        "no backup job is at work; a recovery point it made stays",
    ),
    "await-backup-job": _Titles(
        "recovery point there", "AWS is making the backup", "recovery point is there"
    ),
    "start-copy-job": _Titles(
        "copy started",
        "starting the copy",
        "start the copy",
        "AWS stops no copy: one that has begun ends by itself and stays",
    ),
    "await-copy-job": _Titles("copied", "AWS is copying", "copy is there"),
    "start-second-copy-job": _Titles(
        "second copy started",
        "starting the second copy",
        "start the copy into the other account",
        "AWS stops no copy: one that has begun ends by itself and stays",
    ),
    "await-second-copy-job": _Titles(
        "copied into the other account",
        "AWS is copying into the other account",
        "copy is in the other account",
    ),
    "switch-on-pitr": _Titles("PITR on", "switching PITR on", "switch PITR on"),
    "switch-off-pitr": _Titles("PITR off", "switching PITR off", "switch PITR off"),
    "protect-deletion": _Titles(
        "deletion protection on", "protecting it from deletion", "protect it from deletion"
    ),
    "ensure-vaults": _Titles("vaults there", "making vaults", "make vaults"),
    "ensure-plan": _Titles(
        "backup plan there", "making the backup plan", "make the backup plan", "no new plan is left"
    ),
    "ensure-schedule": _Titles(
        "schedule there", "making the schedule", "make the schedule", "no new schedule is left"
    ),
    "ensure-rules": _Titles("event rules there", "making event rules", "make event rules"),
    "tag-table": _Titles(
        "table tagged", "tagging the table", "tag the table", "its tag is as it was"
    ),
    "untag-table": _Titles(
        "tag taken away", "taking the tag away", "take the tag away", "its tag is as it was"
    ),
    "count-carriers": _Titles(
        "other tables counted", "reading the tags of other tables", "look who else needs it"
    ),
    "remove-plan": _Titles(
        "backup plan seen to",
        "taking the backup plan away",
        "take the backup plan away if nobody needs it",
        "the backup plan is there",
    ),
    "remove-schedule": _Titles(
        "schedule taken away",
        "taking the schedule away",
        "take the schedule away",
        "the schedule is there",
    ),
    "remove-rules": _Titles(
        "event rules seen to",
        "taking the event rules away",
        "take the event rules away if nobody needs them",
        "the event rules are there",
    ),
}


def step_lines(job: Job, state: State, now: datetime) -> str:
    """One line a step, a word beside every symbol; `state` is the one shown."""
    lines = (_line(job, state, place, record, now) for place, record in enumerate(job.steps))
    return "\n".join(line for line in lines if line)


def title(record: StepRecord) -> _Titles:
    """A step's words."""
    return title_of(record.name)


def title_of(name: str) -> _Titles:
    """The words of a step by its name; one this version does not know is shown by its name."""
    shown = escape_mrkdwn(name.replace("-", " "))
    return TITLES.get(name, _Titles(shown, shown, shown, shown))


def _line(job: Job, state: State, place: int, record: StepRecord, now: datetime) -> str:
    words = title(record)
    if record.reverted:
        when = minute(record.reverted, now)
        return f"↩ taken back: {words.undone} · {when}" if words.undone else ""
    is_open = state in {State.REVERTING, State.STUCK} and place == job.cursor
    if record.ended and not is_open:
        return f"✓ {words.done} · {minute(record.ended, now)}{_took(record)}"
    if state.is_terminal or (state is State.REVERTING and place > job.cursor):
        return f"· not reached: {words.coming}"
    return _open_line(state, record, now) if place == job.cursor else f"· {words.coming}"


def _open_line(state: State, record: StepRecord, now: datetime) -> str:
    words = title(record)
    if state is State.REVERTING:
        return f"↩ taking back, until {words.undone}" if words.undone else ""
    if state is State.STUCK:
        return f"! stuck: {f'taking back: {words.done}' if record.ended else words.doing}"
    if record.began is None:
        return f"▸ next: {words.coming}"
    return f"▸ {words.doing} · {span((now - record.began).total_seconds())}{_tries(record)}"


def _took(record: StepRecord) -> str:
    if record.began is None or record.ended is None:
        return ""
    seconds = (record.ended - record.began).total_seconds()
    return f" · {span(seconds)}" if seconds >= 1 else ""


def _tries(record: StepRecord) -> str:
    return f" · try {record.attempts} of {record.limit}" if record.attempts > 1 else ""
