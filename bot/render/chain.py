"""A job's audit chain in the words of its card: who or what did what, when.

Looking at the same step again and again is one line. Every line ends with the
beginning of its entry's digest, by which the chain is found and checked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.render.numbers import utc
from bot.render.steps import title_of
from recovery.ledger.port import AuditEntry
from recovery.policy import mention
from recovery.record import PLANNING, State
from recovery.words import escape_mrkdwn, escape_sentence

_PERSON = re.compile(r"[TE][A-Z0-9]+/([UW][A-Z0-9]+)")
WORDS = {
    "asked": "asked for it",
    "planned": "plan made",
    "refused": "refused",
    "said approve": "approved it",
    "said reject": "rejected it",
    "said cancel": "asked to cancel it",
    "said retry": "asked to retry it",
    "approved": "enough approvals",
    "rejected": "rejection counted",
    "expired": "nobody approved it in time",
    "cancel asked": "cancel counted",
    "retry asked": "retry counted",
    "cancel ignored": "cancel did not count",
    "retry ignored": "retry did not count",
    "waiting for a lock": "waits for another job that writes the same",
    "stopped": "needs a person",
    "fail": "did not work",
}
"""Event names of the audit, which are data and stay, and what they mean."""


@dataclass
class _Line:
    """One line: an entry, and the last of those that only looked again."""

    entry: AuditEntry
    last: AuditEntry
    looks: int = 0


def chain_lines(audit: Sequence[AuditEntry], now: datetime, *, most: int) -> list[str]:
    """The newest `most` lines, oldest first."""
    lines = _looks_together(audit)
    before = ["", *(str(line.last.detail.get("state", "")) for line in lines)]
    told = [_told(line, state, now) for line, state in zip(lines, before, strict=False)]
    left = len(told) - most
    return [f"… {left} earlier lines", *told[-most:]] if left > 0 else told


def _looks_together(audit: Sequence[AuditEntry]) -> list[_Line]:
    lines: list[_Line] = []
    for entry in audit:
        line = lines[-1] if lines else None
        if line is not None and _looks_again(line, entry):
            line.last = entry
            line.looks += entry.event == "wait"
        else:
            lines.append(_Line(entry, entry))
    return lines


def _looks_again(line: _Line, entry: AuditEntry) -> bool:
    """Whether this entry tells of the step that the line began, and nothing but that it goes on."""
    goes_on = entry.event in {"wait", "step began"} and line.entry.event == "step began"
    same = ("step", "state")
    return goes_on and all(entry.detail.get(n) == line.entry.detail.get(n) for n in same)


def _told(line: _Line, before: str, now: datetime) -> str:
    entry, last = line.entry, line.last
    words = _words(entry, is_back=before == State.REVERTING)
    if people := _PERSON.findall(entry.actor):
        # Processes of ours are not named: the logs tell them apart.
        words += f" by {' and '.join(map(mention, people))}"
    if entry.event in WORDS and (why := _why(entry)):
        words += f": {escape_sentence(why)}"
    parts = [utc(entry.at, now), words]
    if line.looks > 1:
        parts.append(f"looked {line.looks} times until {utc(last.at, now)}")
    state = str(last.detail.get("state", ""))
    if state and state != before:
        parts.append(f"now {escape_mrkdwn(state)}")
    return " · ".join([*parts, f"`{last.digest[:8]}`"])


def _words(entry: AuditEntry, *, is_back: bool) -> str:
    step = str(entry.detail.get("step", ""))
    if step and entry.event in {"step began", "wait", "done"}:
        return _step_words(step, is_done=entry.event == "done", is_back=is_back)
    return WORDS.get(entry.event) or escape_mrkdwn(entry.event)


def _why(entry: AuditEntry) -> str:
    return str(entry.detail.get("outcome") or entry.detail.get("reason") or "")


def _step_words(step: str, *, is_done: bool, is_back: bool) -> str:
    if step == PLANNING.name:
        return "looked at AWS" if is_done else "looking at AWS"
    words = title_of(step)
    if is_back and not words.undone:
        return "nothing to take back here"
    if is_back:
        return f"taken back: {words.undone}" if is_done else f"taking back, until {words.undone}"
    return words.done if is_done else words.doing
