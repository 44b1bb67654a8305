"""What people said about a job, in entries of their own that are only ever appended.

The job's `state` is no evidence of an approval: these entries are, each naming
person, plan digest and time.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from recovery.outcome import Value
from recovery.people import Person

Word = Literal["approve", "reject", "cancel", "retry"]


class Decision(Value):
    """One person's word on one job.

    Attributes:
        digest: The plan the person was looking at; approve and reject need it.
        at: Domain time, UTC.
        via: `click`, `command`, `mention` or `modal`.
        event_id: Slack's trigger, event or envelope id, for the audit.
    """

    word: Word
    person: Person
    digest: str | None
    at: datetime
    reason: str = ""
    via: str = "click"
    event_id: str = ""


class Reception(StrEnum):
    """How the ledger took a decision."""

    RECORDED = "recorded"
    ALREADY = "already"  # this person has said so before; the first word stands
    CHANGED = "changed"  # the digest is not the one that waits for approval now
    EXPIRED = "expired"  # the plan's time is over
    NOT_WAITING = "not waiting"  # the job is in a state in which this word means nothing
    ABSENT = "absent"  # no job of that id
