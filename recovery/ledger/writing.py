"""What one save or decision writes, made into text before any store is touched.

Both ledgers store exactly this, so they cannot drift in what a change means: its
audit entry, its letters, its row, its place among the cards.
"""

import json
import re
from dataclasses import dataclass

from recovery.cards import Letter
from recovery.decisions import Decision
from recovery.job import Job
from recovery.ledger import audit
from recovery.ledger.epoch import micros
from recovery.ledger.port import Change
from recovery.ledger.port_news import Piece
from recovery.outcome import Notice, Observation
from recovery.record import State
from recovery.rows import job_row

NEWS, ALARMS = "news", "alarms"
"""The lanes in which notices travel: what is urgent overtakes the rest."""
HISTORY_KEPT = 1000
"""Observations kept of each kind."""
REPLAY_SECONDS = 600
POISON_KEPT = 100
"""Messages of a queue that nobody understood, kept for people to look at."""
STATUS_SECONDS = VITAL_SECONDS = 3600
BUCKET_SECONDS = 60
"""How long a bucket of tokens is kept once it is full again."""
WEEK_SECONDS = 7 * 86400
"""How long ids of requests that made a job are remembered."""


_AWS_ID = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|arn:[a-z-]+:(?:backup|dynamodb):\S{1,500}",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Writing:
    """One save, as text.

    Attributes:
        record: The job as JSON.
        row: Its cells under `recovery.rows.COLUMNS`, a JSON list.
        due: Microseconds; None rests.
        changed: Microseconds; when it was folded.
        is_urgent: Shown before all that is not.
        entry: Audit entry, as stored; `head` is its digest.
        letters: Made of the notices.
        awaited: What AWS calls the things this job works on, for its events to find it.
        observations: (what, JSON).
        plan: (digest, JSON), if the change brings one.
    """

    job_id: str
    version: int
    record: str
    state: State
    digest: str | None
    expires: int | None
    row: str
    created: int
    changed: int
    due: int | None
    is_urgent: bool
    entry: str
    head: str
    letters: tuple[Letter, ...]
    awaited: tuple[str, ...]
    observations: tuple[tuple[str, str], ...]
    plan: tuple[str, str] | None


def write(job: Job, change: Change, *, head: str, before: State | None) -> Writing:
    """What storing `job` writes.

    Args:
        job: The new record.
        change: What goes with it.
        head: Digest of the job's newest audit entry.
        before: The stored state that this one replaces; None for a new job.
    """
    digest, entry = audit.link(
        head,
        job_id=job.id,
        version=job.version,
        at=job.changed,
        event=change.event,
        actor=change.actor,
        detail=change.detail,
    )
    return Writing(
        job_id=job.id,
        version=job.version,
        record=job.model_dump_json(),
        state=job.state,
        digest=job.plan_digest,
        expires=None if job.expires is None else micros(job.expires),
        row=json.dumps(job_row(job)),
        created=micros(job.created),
        changed=micros(job.changed),
        due=None if job.due is None or job.state.is_terminal else micros(job.due),
        is_urgent=is_urgent(job.state, before),
        entry=entry,
        head=digest,
        letters=tuple(letter(r) for r in change.records if isinstance(r, Notice)),
        awaited=() if job.state.is_terminal else awaited(job),
        observations=tuple(
            (r.what, r.model_dump_json()) for r in change.records if isinstance(r, Observation)
        ),
        plan=None if change.plan is None else (change.plan.digest, change.plan.model_dump_json()),
    )


def awaited(job: Job) -> tuple[str, ...]:
    """Ids of AWS's jobs and ARNs among what the steps learnt; small, as AWS writes ids both ways.

    An event of AWS wakes the job that has its id here; nothing else is made of it.
    """
    values = (value for step in job.steps for value in step.facts.values())
    found = {v.lower() for v in values if isinstance(v, str) and _AWS_ID.fullmatch(v)}
    return tuple(sorted(found))


def told(letter: Letter) -> tuple[str | int, ...]:
    """A letter as scripts take it: id, lane, body, number of further ids, these."""
    return (letter.id, letter.lane, letter.model_dump_json(), len(letter.also), *letter.also)


def is_urgent(state: State, before: State | None) -> bool:
    """Whether people should see this before mere progress.

    Ends and questions are; so is every change of state of a known job, because an
    approval, a cancel or a failure just happened.
    """
    if state.is_terminal or state is State.AWAITING_APPROVAL:
        return True
    return before is not None and state is not before


def letter(notice: Notice) -> Letter:
    """The letter that tells a notice; two notices of one key are one letter.

    An ARN that AWS does not tell is empty, and by nothing no news is known.
    """
    return Letter(
        id=f"notice:{notice.key}",
        also=tuple(f"notice:{key}" for key in notice.also if key),
        lane=ALARMS if notice.urgent else NEWS,
        kind="notice",
        body=notice.model_dump(mode="json"),
    )


def said(job_id: str, version: int, decision: Decision, *, head: str) -> tuple[str, str]:
    """Digest and text of a decision's audit entry."""
    return audit.link(
        head,
        job_id=job_id,
        version=version,
        at=decision.at,
        event=f"said {decision.word}",
        actor=str(decision.person),
        detail={
            "digest": decision.digest,
            "reason": decision.reason,
            "via": decision.via,
            "event_id": decision.event_id,
        },
    )


def text_of(piece: Piece) -> str:
    """What is gathered, as the name it is counted under."""
    return json.dumps(list(piece), separators=(",", ":"))


def piece_of(text: str) -> Piece:
    """The other way round."""
    channel, urgent, *rest = json.loads(text)
    return Piece(channel, bool(urgent), *rest)


def status_hours(wall: float) -> tuple[int, int]:
    """The hours whose statuses are known at `wall`: the one before, and the one they go into.

    So each is known for an hour, and a listing that goes on for ever forgets what it no
    longer lists.
    """
    hour = int(wall // STATUS_SECONDS)
    return hour - 1, hour


def check_newer(job: Job, expected: int) -> None:
    """A save has to raise the version, or the next one could not be told from it.

    Raises:
        ValueError: It does not; a defect of the caller.
    """
    if job.version <= expected:
        raise ValueError(f"{job.id}: version {job.version} cannot follow {expected}")


def check_lane(lane: str) -> None:
    """A lane is one word.

    Raises:
        ValueError: It is not; a defect of the caller.
    """
    if not lane.isidentifier():
        raise ValueError(f"{lane!r} is not a lane")
