"""What the ledger promises; `redis_*.py` and `memory.py` both keep it.

The ledger is the only memory: jobs, decisions, plans, the due set, what Slack has
been told, what AWS was last seen to hold. Each method is one atomic transition.

Two kinds of time, never mixed:
    now   domain time (UTC datetime), what jobs are due by; the sandbox can turn it
    wall  epoch seconds, for leases, pacing and ages of our own processes

Every method may raise LedgerAway; then nothing of it was written. (One exception, which
no network can avoid: if an answer was lost on its way, all of it may have been, never a
part. A `create` tried again says `taken` or `replayed` then, a `save` VersionConflict.)

The rules of leases and wakes in full: `redis_due`; of turns among cards: `redis_cards`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from recovery.cards import Delivery
from recovery.decisions import Decision, Reception
from recovery.job import Job
from recovery.ledger.port_news import News
from recovery.ledger.port_sightings import Sightings
from recovery.ledger.port_slack import Cards, Homes, Outbox, People
from recovery.outcome import Observation, Record
from recovery.plan import Plan
from recovery.vitals import Vital


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one save writes beside the record.

    Attributes:
        event: Audit event name, past tense: `planned`, `step began`, `approved`.
        actor: `T01TEST/U02BOB` or the process that did it.
        detail: JSON-plain, nothing secret.
        records: Notices go to the outbox, observations to the history.
        plan: Stored under its digest, once.
    """

    event: str
    actor: str
    detail: Mapping[str, object]
    records: Sequence[Record] = ()
    plan: Plan | None = None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A job with everything needed to fold or show it, read at one moment."""

    job: Job
    decisions: tuple[Decision, ...]
    plan: Plan | None
    delivery: Delivery


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of jobs, newest first, as rows rendered when they were written."""

    rows: tuple[tuple[str, ...], ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One link of a job's hash chain: `digest` = SHA-256(previous digest + canonical entry)."""

    job_id: str
    version: int
    at: datetime
    event: str
    actor: str
    detail: Mapping[str, object]
    previous: str
    digest: str


Creation = Literal["created", "taken", "replayed"]


class Jobs(Protocol):
    """Records, plans, decisions."""

    def create(self, job: Job, change: Change, *, seen: str | None = None) -> Creation:
        """Write a new job with its due time, row, audit entry and dirty mark.

        Args:
            job: Version 1; `taken` if its id exists (draw another one).
            change: What to audit and send.
            seen: Id of the request that asked; `replayed` if one was created from it before.
        """

    def load(self, job_id: str) -> Job | None:
        """The record, or None."""

    def dossier(self, job_id: str) -> Dossier | None:
        """Record, decisions, current plan and delivery, or None."""

    def save(self, job: Job, change: Change, *, expected: int, executor: str | None = None) -> None:
        """Replace version `expected`: record, due time, audit, outbox, history, dirty mark.

        With `executor` the lease ends too; a wake that came meanwhile makes it due
        at once. A terminal job leaves the due set and gives up its locks.

        Raises:
            VersionConflict: The stored version is not `expected`; nothing was written.
        """

    def decide(self, job_id: str, decision: Decision) -> Reception:
        """Append a person's word if it fits state, digest and time; wake the job.

        approve/reject need `awaiting approval`, the current digest and `at` before
        `expires`, and count once a person and plan; cancel needs an open job that is not
        going back already, retry a stuck one, each once a person until it is folded.
        """

    def decisions(self, job_id: str) -> tuple[Decision, ...]:
        """Everything people said about it, oldest first."""

    def plan(self, job_id: str, digest: str) -> Plan | None:
        """A plan of a job. Jobs with the same digest keep their own: what was checked differs."""

    def page(self, *, size: int, page: int, only_open: bool = False) -> Page:
        """Jobs by creation, newest first; `page` counts from 1."""

    def page_once(
        self, request_id: str, *, size: int, page: int, only_open: bool = False
    ) -> Page | None:
        """`page`, or None if the request was taken before: `Replays.first_time` in one trip."""

    def open_jobs(self, *, limit: int) -> tuple[Job, ...]:
        """Jobs that have not ended, newest first."""

    def audit(self, job_id: str) -> tuple[AuditEntry, ...]:
        """The job's hash chain, oldest first."""


class Due(Protocol):
    """When which job or chore is looked at next, and who is looking now.

    Ids are job ids or chore ids (`chore:...`). An id is either due (domain time) or
    leased (wall time), never both; a lease that runs out makes it claimable again.
    """

    def claim(
        self, *, now: datetime, wall: float, limit: int, lease_seconds: float
    ) -> tuple[str, ...]:
        """Lease up to `limit` ids that are due or whose lease ran out, longest due first."""

    def take(self, id_: str, executor: str, *, wall: float, lease_seconds: float) -> bool:
        """Become the one executor of a leased id, its lease beginning now.

        False if another one is, or it is not leased (any more).
        """

    def left(self, id_: str, executor: str, *, wall: float) -> float:
        """Seconds this executor still holds the id; 0.0 if it does not."""

    def give_back(self, ids: Sequence[str], *, executor: str | None, now: datetime) -> None:
        """End leases without work done; due at once. With executor, only what it holds or none.

        Without executor only what nobody has taken.
        """

    def finish(self, id_: str, executor: str, *, at: datetime | None) -> None:
        """A chore ran: due again `at`, or never; at once if a wake came meanwhile.

        Also ends the lease of a job that turned out to be ended or not due yet (`at` = its
        due time). Nothing if the executor does not hold it.
        """

    def schedule(self, id_: str, *, at: datetime) -> None:
        """Make sure a chore is due some time: does nothing if it is due or leased already."""

    def wake(self, id_: str, *, now: datetime) -> None:
        """Make it due now; if it is leased, due as soon as its lease ends."""

    def hasten(self, ids: Sequence[str], *, at: datetime) -> None:
        """Wake those of these that are due later or leased, for `at`; no other becomes due.

        A chore that was never scheduled here stays so.
        """

    def next_due(self) -> datetime | None:
        """The earliest due time, or None."""

    def await_wake(self, *, timeout_seconds: float) -> bool:
        """Block until somebody writes something due, or the time is up.

        Takes the signal, so one waiter hears it. It is given when the due set gets a new
        first entry: what comes after that is waited for by `next_due`. Leases that run
        out give none.
        """

    def counts(self, *, now: datetime) -> Mapping[str, int]:
        """`due`, `overdue`, `leased`."""


class Locks(Protocol):
    """Names of things being written; held by a job until it ends."""

    def acquire(self, job_id: str, names: Sequence[str]) -> str | None:
        """Take all names or none; the id of a job that holds one of them, or None if taken.

        Reentrant: what the job holds already does not stand in its way.
        """

    def held(self, job_id: str) -> tuple[str, ...]:
        """Names the job holds."""


class History(Protocol):
    """How long things took."""

    def observe(self, observation: Observation) -> None:
        """Keep one (the newest 1,000 are kept)."""

    def recent(self, what: str, *, limit: int = 100) -> tuple[Observation, ...]:
        """Newest first."""


class Rates(Protocol):
    """Token buckets for AWS's published rates, and small shared caches beside them."""

    def take(self, bucket: str, *, per_second: float, burst: float, wall: float) -> float:
        """Take one token: 0.0, or the seconds until one will be there (none taken)."""

    def statuses(self, listing: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Values last stored for these keys of a listing."""

    def store_statuses(self, listing: str, statuses: Mapping[str, str]) -> None:
        """Add or update these; each is forgotten an hour or two after it was last stored."""

    def may_refresh(self, listing: str, *, every_seconds: float, wall: float) -> bool:
        """True for one caller per period: the one that reads AWS for everybody."""


class Vitals(Protocol):
    """Signs of life."""

    def beat(self, vital: Vital) -> None:
        """Store it; forgotten after an hour."""

    def all(self) -> tuple[Vital, ...]:
        """By process and instance."""

    def durability(self) -> Mapping[str, str]:
        """`appendfsync`, `appendonly`, `maxmemory-policy` as the store reports them, if it does."""


class Replays(Protocol):
    """Requests already taken, so that a replayed one is refused."""

    def first_time(self, request_id: str) -> bool:
        """True once per id within ten minutes (wall time)."""


class Ledger(Protocol):
    """All rooms of the ledger."""

    jobs: Jobs
    due: Due
    locks: Locks
    cards: Cards
    outbox: Outbox
    homes: Homes
    people: People
    sightings: Sightings
    history: History
    rates: Rates
    vitals: Vitals
    replays: Replays
    news: News

    def ping(self) -> None:
        """Raises LedgerAway unless the store answers and takes writes."""
