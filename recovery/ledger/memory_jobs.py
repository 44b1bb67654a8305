"""Jobs in memory; promises in `port`, rules in `redis_jobs`."""

import json
from collections.abc import Iterator

from recovery.cards import Delivery
from recovery.decisions import Decision, Reception
from recovery.errors import VersionConflict
from recovery.job import Job
from recovery.ledger import audit
from recovery.ledger.epoch import instant, micros
from recovery.ledger.memory_state import MemoryState
from recovery.ledger.port import AuditEntry, Change, Creation, Dossier, Page
from recovery.ledger.reception import receive
from recovery.ledger.writing import WEEK_SECONDS, Writing, check_newer, said, write
from recovery.plan import Plan


class MemoryJobs:
    """Records, plans, decisions; see `recovery.ledger.port.Jobs`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def create(self, job: Job, change: Change, *, seen: str | None = None) -> Creation:
        """Write a new job."""
        writing = write(job, change, head=audit.GENESIS, before=None)
        state = self._state
        with state.changed:
            if seen is not None and state.wall() < state.asked.get(seen, 0.0):
                return "replayed"
            if job.id in state.jobs:
                return "taken"
            if seen is not None:
                state.asked[seen] = state.wall() + WEEK_SECONDS
            state.write_job(writing)
            state.end_lease(job.id)
            state.settle(job.id, writing.due)
            return "created"

    def load(self, job_id: str) -> Job | None:
        """The record, or None."""
        with self._state.changed:
            stored = self._state.jobs.get(job_id)
        return None if stored is None else Job.model_validate_json(stored.record)

    def dossier(self, job_id: str) -> Dossier | None:
        """Everything about it."""
        state = self._state
        with state.changed:
            stored = state.jobs.get(job_id)
            if stored is None:
                return None
            plan = state.plans.get((job_id, stored.digest or ""))
            delivery = state.deliveries.get(job_id)
            return Dossier(
                job=Job.model_validate_json(stored.record),
                decisions=self.decisions(job_id),
                plan=None if plan is None else Plan.model_validate_json(plan),
                delivery=Delivery.model_validate_json(delivery) if delivery else Delivery(),
            )

    def save(self, job: Job, change: Change, *, expected: int, executor: str | None = None) -> None:
        """Replace version `expected`."""
        check_newer(job, expected)
        state = self._state
        with state.changed:
            stored = state.jobs.get(job.id)
            if stored is None or stored.version != expected:
                raise VersionConflict(f"{job.id} is not at version {expected}")
            writing = write(job, change, head=stored.head, before=stored.state)
            state.write_job(writing)
            if job.state.is_terminal:
                state.forget_job(job.id)
            else:
                self._reschedule(writing, executor)

    def _reschedule(self, writing: Writing, executor: str | None) -> None:
        state, id_ = self._state, writing.job_id
        if id_ not in state.leased:
            state.settle(id_, writing.due)
        elif executor is not None and state.executors.get(id_) == executor:
            state.end_lease(id_)
            state.settle(id_, writing.due)
        elif executor is not None:
            state.wish(id_, writing.changed)

    def decide(self, job_id: str, decision: Decision) -> Reception:
        """Append a person's word if it fits."""
        state = self._state
        with state.changed:
            stored = state.jobs.get(job_id)
            if stored is None:
                return Reception.ABSENT
            reception = receive(
                decision,
                state=stored.state,
                digest=stored.digest,
                expires=None if stored.expires is None else instant(stored.expires),
                said=self.decisions(job_id),
                heard=Job.model_validate_json(stored.record).heard,
            )
            if reception is Reception.RECORDED:
                stored.head, entry = said(job_id, stored.version, decision, head=stored.head)
                state.audit[job_id].append(entry)
                state.decisions.setdefault(job_id, []).append(decision.model_dump_json())
                state.wake(job_id, micros(decision.at))
                state.show(job_id, is_urgent=True)
            return reception

    def decisions(self, job_id: str) -> tuple[Decision, ...]:
        """Everything people said about it."""
        with self._state.changed:
            texts = tuple(self._state.decisions.get(job_id, ()))
        return tuple(Decision.model_validate_json(text) for text in texts)

    def plan(self, job_id: str, digest: str) -> Plan | None:
        """A job's plan."""
        with self._state.changed:
            plan = self._state.plans.get((job_id, digest))
        return None if plan is None else Plan.model_validate_json(plan)

    def page_once(
        self, request_id: str, *, size: int, page: int, only_open: bool = False
    ) -> Page | None:
        """The page, unless the request was taken before."""
        with self._state.changed:
            if not self._state.first_time(request_id):
                return None
            return self.page(size=size, page=page, only_open=only_open)

    def page(self, *, size: int, page: int, only_open: bool = False) -> Page:
        """Jobs by creation, newest first."""
        if size < 1 or page < 1:
            raise ValueError(f"No page {page} of {size} rows")
        first = (page - 1) * size
        with self._state.changed:
            ids = list(self._newest_first(only_open=only_open))
            rows = [self._state.rows[id_] for id_ in ids[first : first + size]]
        return Page(rows=tuple(tuple(json.loads(row)) for row in rows), total=len(ids))

    def open_jobs(self, *, limit: int) -> tuple[Job, ...]:
        """Jobs that have not ended, newest first."""
        with self._state.changed:
            ids = list(self._newest_first(only_open=True))[: max(limit, 0)]
            records = [self._state.jobs[id_].record for id_ in ids]
        return tuple(Job.model_validate_json(record) for record in records)

    def audit(self, job_id: str) -> tuple[AuditEntry, ...]:
        """The job's hash chain."""
        with self._state.changed:
            return tuple(map(audit.load, self._state.audit.get(job_id, ())))

    def _newest_first(self, *, only_open: bool) -> Iterator[str]:
        jobs = self._state.jobs
        for id_ in sorted(jobs, key=lambda id_: (jobs[id_].created, id_), reverse=True):
            if not (only_open and jobs[id_].state.is_terminal):
                yield id_
