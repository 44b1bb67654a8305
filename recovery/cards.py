"""Where a job stands in Slack: which messages show it, and what they last showed.

Kept apart from the job, so that posting never conflicts with working.
"""

from typing import Any

from pydantic import Field

from recovery.outcome import Value


class Delivery(Value):
    """What Slack has of a job.

    Attributes:
        channel: Where the living message really stands (may differ from the job's).
        ts: Slack's id of the living message; None until posted.
        posting: Random id saved before the first post; found again in metadata after a crash.
        shown: Digest of the last payload Slack accepted.
        asked_digest: Plan digest whose approvers were mentioned in the thread.
        milestones: Names of the thread entries posted.
        final_ts: Slack's id of the post that told the end; the living message's own where the
            job was over before it was first posted.
        trouble: Why Slack did not take it, for the card and `health`.
    """

    channel: str | None = None
    ts: str | None = None
    posting: str | None = None
    shown: str = ""
    asked_digest: str | None = None
    milestones: tuple[str, ...] = ()
    final_ts: str | None = None
    final_posting: str | None = None
    trouble: str = ""


class Letter(Value):
    """Something to send to Slack once, kept until Slack took it.

    Attributes:
        id: Unique; a second letter of the same id is dropped.
        also: Further ids of the same thing: a letter of any of them drops this one.
        lane: `fast` for answers to a person who waits, `alarms` and `news` for channels.
        kind: `reply` (to a response_url), `notice`, `digest`, `ephemeral` or `message`.
        body: What the poster renders; JSON-plain, its shape belongs to `kind`.
        attempts: How often Slack refused it.
        expires: Epoch seconds (wall) after which nobody wants it any more; None keeps it.
    """

    id: str
    also: tuple[str, ...] = ()
    lane: str
    kind: str
    body: dict[str, Any] = Field(default_factory=dict)
    attempts: int = 0
    expires: float | None = None
