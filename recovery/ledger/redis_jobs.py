"""Jobs in Redis.

A save or a decision hashes its audit entry on top of the job's audit head in Python
and hands both to one script, which writes only if version and head are still the
same. Every save and every decision moves the head, so comparing it is enough to
fence both. A head is known without asking from the read or the save before it on this
handle, and for a new job (`audit.GENESIS`); where it has moved since, it is read.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

from recovery.cards import Delivery
from recovery.decisions import Decision, Reception
from recovery.errors import LedgerAway, VersionConflict
from recovery.job import Job
from recovery.ledger import audit
from recovery.ledger.epoch import instant, micros
from recovery.ledger.port import AuditEntry, Change, Creation, Dossier, Page
from recovery.ledger.reception import is_order, receive
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script
from recovery.ledger.writing import REPLAY_SECONDS, Writing, check_newer, said, told, write
from recovery.plan import Plan
from recovery.record import State

ATTEMPTS = 200
"""How often a save or decision is tried again because somebody else was faster."""
MOST_TIPS = 1000
"""Jobs whose newest head this handle remembers."""

_WRITTEN = (
    "record",
    "version",
    "state",
    "digest",
    "expires",
    "head",
    "entry",
    "row",
    "created",
    "due_at",
    "is_open",
    "is_urgent",
    "plan_digest",
    "plan",
    "letter_count",
    "awaited_count",
)
CREATE = Script(
    "write",
    "create",
    keys=("job", "audit", "learnt", "asked"),
    args=("id", "wall", "seen", *_WRITTEN),
)
SAVE = Script(
    "write",
    "save",
    keys=("job", "audit", "learnt", "held"),
    args=("id", "wall", "previous", "executor", "changed", *_WRITTEN),
)
DECIDE = Script(
    "decide",
    keys=("job", "audit", "decisions"),
    args=("id", "previous", "said", "entry", "head", "now"),
)
DOSSIER = Script("dossier", keys=("job", "decisions", "deliveries"), args=("id",))
PAGE = Script(
    "page",
    keys=("index", "rows", "request"),
    args=("first", "last", "has_request", "memory"),
    alone=True,
)
OPEN_JOBS = Script("open_jobs", args=("last", "prefix"))


class _Tip(NamedTuple):
    """The newest end of a job's history."""

    version: int
    head: str
    state: State


class RedisJobs:
    """Records, plans, decisions; see `recovery.ledger.port.Jobs`."""

    def __init__(self, link: Link, wall: Callable[[], float]) -> None:
        self._link = link
        self._wall = wall
        self._tips: dict[str, _Tip] = {}

    def create(self, job: Job, change: Change, *, seen: str | None = None) -> Creation:
        """One round trip."""
        writing = write(job, change, head=audit.GENESIS, before=None)
        answer: Creation = self._link.run(
            CREATE,
            (*_written(job.id), key("asked", seen or ""), *_more(writing)),
            (job.id, self._wall(), int(seen is not None), *_args(writing)),
        )
        return answer

    def load(self, job_id: str) -> Job | None:
        """One round trip."""
        record = self._link.call("HGET", key("job", job_id), "record")
        return None if record is None else Job.model_validate_json(record)

    def dossier(self, job_id: str) -> Dossier | None:
        """One round trip, one moment."""
        keys = (key("job", job_id), key("decisions", job_id), key("deliveries"))
        found = self._link.run(DOSSIER, keys, (job_id,))
        if found is None:
            return None
        record, head, decisions, plan, delivery = found
        job = Job.model_validate_json(record)
        self._remember(job, head)
        return Dossier(
            job=job,
            decisions=_decisions(decisions),
            plan=Plan.model_validate_json(plan) if plan else None,
            delivery=Delivery.model_validate_json(delivery) if delivery else Delivery(),
        )

    def save(self, job: Job, change: Change, *, expected: int, executor: str | None = None) -> None:
        """One round trip after a read or save of this handle, else two.

        Two more each time somebody said something in between.
        """
        check_newer(job, expected)
        keys = (*_written(job.id), key("held", job.id))
        tip = self._tips.pop(job.id, None)
        for _ in range(ATTEMPTS):
            if tip is None or tip.version != expected:
                tip = self._tip(job.id, expected)
            writing = write(job, change, head=tip.head, before=tip.state)
            args = (job.id, self._wall(), tip.head, executor or "", writing.changed)
            answer = self._link.run(SAVE, (*keys, *_more(writing)), (*args, *_args(writing)))
            if answer == "saved":
                self._remember(job, writing.head)
                return
            tip = None
        raise _crowded(job.id)

    def _tip(self, job_id: str, expected: int) -> _Tip:
        version, head, state = self._link.call(
            "HMGET", key("job", job_id), "version", "head", "state"
        )
        if version != str(expected):
            raise VersionConflict(f"{job_id} is at version {version}, not {expected}")
        return _Tip(expected, head, State(state))

    def _remember(self, job: Job, head: str) -> None:
        if len(self._tips) >= MOST_TIPS:
            self._tips.clear()
        self._tips[job.id] = _Tip(job.version, head, job.state)

    def decide(self, job_id: str, decision: Decision) -> Reception:
        """One round trip if it does not count, two if it does."""
        keys = (key("job", job_id), key("audit", job_id), key("decisions", job_id))
        fields = ["version", "state", "digest", "expires", "head"]
        if is_order(decision.word):
            fields.append("record")  # long, and nobody asks for the orders heard among votes
        for _ in range(ATTEMPTS):
            stored, earlier = self._link.together(
                ("HMGET", keys[0], *fields), ("LRANGE", keys[2], 0, -1)
            )
            if stored[0] is None:
                return Reception.ABSENT
            version, state, digest, expires, head, *record = stored
            reception = receive(
                decision,
                state=State(state),
                digest=digest or None,
                expires=instant(int(expires)) if expires else None,
                said=_decisions(earlier),
                heard=int(json.loads(record[0])["heard"]) if record else 0,
            )
            if reception is not Reception.RECORDED:
                return reception
            new_head, entry = said(job_id, int(version), decision, head=head)
            args = (decision.model_dump_json(), entry, new_head)
            if self._link.run(DECIDE, keys, (job_id, head, *args, micros(decision.at))) != "again":
                return reception
        raise _crowded(job_id)

    def decisions(self, job_id: str) -> tuple[Decision, ...]:
        """One round trip."""
        return _decisions(self._link.call("LRANGE", key("decisions", job_id), 0, -1))

    def plan(self, job_id: str, digest: str) -> Plan | None:
        """One round trip."""
        plan = self._link.call("HGET", key("plans"), f"{job_id}/{digest}")
        return None if plan is None else Plan.model_validate_json(plan)

    def page(self, *, size: int, page: int, only_open: bool = False) -> Page:
        """One round trip; no job is parsed."""
        found = self._page(None, size, page, only_open=only_open)
        assert found is not None  # noqa: S101  only a request can be a replay
        return found

    def page_once(
        self, request_id: str, *, size: int, page: int, only_open: bool = False
    ) -> Page | None:
        """One round trip; no job is parsed."""
        return self._page(request_id, size, page, only_open=only_open)

    def _page(
        self, request_id: str | None, size: int, page: int, *, only_open: bool
    ) -> Page | None:
        if size < 1 or page < 1:
            raise ValueError(f"No page {page} of {size} rows")
        first = (page - 1) * size
        index = key("open" if only_open else "jobs")
        keys = (index, key("rows"), key("request", request_id or ""))
        args = (first, first + size - 1, int(request_id is not None), REPLAY_SECONDS)
        found = self._link.run(PAGE, keys, args)
        if found is None:
            return None
        total, rows = found
        cells = json.loads(f"[{','.join(rows)}]")
        return Page(rows=tuple(map(tuple, cells)), total=total)

    def open_jobs(self, *, limit: int) -> tuple[Job, ...]:
        """One round trip."""
        if limit < 1:
            return ()
        records = self._link.run(OPEN_JOBS, (), (limit - 1, key("job", "")))
        return tuple(Job.model_validate_json(record) for record in records)

    def audit(self, job_id: str) -> tuple[AuditEntry, ...]:
        """One round trip."""
        return tuple(map(audit.load, self._link.call("LRANGE", key("audit", job_id), 0, -1)))


def _decisions(stored: list[str]) -> tuple[Decision, ...]:
    return tuple(Decision.model_validate_json(text) for text in stored)


def _written(job_id: str) -> tuple[str, ...]:
    """What writing a job takes of its own keys."""
    return tuple(key(name, job_id) for name in ("job", "audit", "learnt"))


def _more(writing: Writing) -> tuple[str, ...]:
    """A history list for each observation."""
    return tuple(key("history", what) for what, _ in writing.observations)


def _args(writing: Writing) -> tuple[str | int, ...]:
    """The arguments named in `_WRITTEN`, then letters and observations."""
    plan_digest, plan = writing.plan or ("", "")
    letters = [text for one in writing.letters for text in told(one)]
    return (
        writing.record,
        writing.version,
        writing.state.value,
        writing.digest or "",
        "" if writing.expires is None else writing.expires,
        writing.head,
        writing.entry,
        writing.row,
        writing.created,
        "" if writing.due is None else writing.due,
        int(not writing.state.is_terminal),
        int(writing.is_urgent),
        plan_digest,
        plan,
        len(writing.letters),
        len(writing.awaited),
        *letters,
        *writing.awaited,
        *(text for _, text in writing.observations),
    )


def _crowded(job_id: str) -> LedgerAway:
    return LedgerAway(f"too many changes to {job_id} at once")
