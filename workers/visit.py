"""One visit of one worker to one job: hear people, run one step, save what came of it.

Saves are fenced by the job's version. What people said and the beginning of a step
are simply tried again by the next visit where somebody else saved first. What a step
did on AWS cannot be repeated, so its outcome is folded again into the newer job.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from recovery.errors import ClaimLost, LedgerAway, Refusal, VersionConflict
from recovery.events import Began, Event, Planned, Refused, Stopped
from recovery.job import Job
from recovery.ledger.port import Change, Dossier
from recovery.outcome import Done, Outcome, Record, Wait
from recovery.plan import Plan
from recovery.record import State, StepRecord
from workers.aws.door import Aws
from workers.aws.errors import AwsError, Paced
from workers.engine import Engine
from workers.judging import Judge
from workers.kinds.failures import outcome_of
from workers.kinds.work import Kind, Planning, Proposal, Work
from workers.readers import readers_of_plan
from workers.results import Came, broken, came, fitting, refused

LOCKED_SECONDS = 15.0
"""Between two tries to take a lock that another job holds."""


class ClaimShort(Exception):  # noqa: N818
    """The claim holds, but not for as long as a change may take; nothing was sent."""


class Visit:
    """A visit to a job whose claim this executor has taken."""

    def __init__(self, engine: Engine, dossier: Dossier) -> None:
        self._engine = engine
        self._dossier = dossier
        self._job = dossier.job
        self._kind = engine.kinds.get(dossier.job.kind)

    @cached_property
    def _judge(self) -> Judge:
        """Read only when somebody is to be judged: most visits are polls."""
        return Judge(self._engine.config, self._engine.ledger.people.directory())

    def run(self) -> None:
        """Do what the job needs now; the claim is given up at the end.

        Raises:
            ClaimLost: Somebody else goes on with it.
            LedgerAway: Nothing could be saved; the lease runs out by itself.
        """
        try:
            self._hear()
            if self._is_early():
                self._rest()
                return
            if self._kind is None and self._job.state.is_working:
                self._stop(f"This version does not know jobs of kind `{self._job.kind}`.")
            elif self._kind is not None:
                self._rule(self._kind)
                if self._job.state.is_working and self._has_locks(self._kind):
                    self._step(self._kind)
                    return
        except VersionConflict:
            # Nothing was done on AWS yet: somebody starts from the newer job, at once.
            self._engine.ledger.due.give_back(
                [self._job.id], executor=self._engine.executor, now=self._engine.clock.now()
            )
            return
        self._rest()

    def _is_early(self) -> bool:
        """Whether a plan was asked for later than now; other steps may look early."""
        job = self._job
        return (
            job.state is State.PLANNING
            and job.due is not None
            and job.planning.began is None
            and job.due > self._engine.clock.now()
        )

    def _rest(self) -> None:
        """Nothing more to do now: look again when the job is due."""
        self._engine.ledger.due.finish(self._job.id, self._engine.executor, at=self._job.due)

    def _hear(self) -> None:
        for place, decision in enumerate(self._dossier.decisions, start=1):
            if place <= self._job.heard or decision.word not in {"cancel", "retry"}:
                continue
            word = self._judge.word(self._job, decision)
            job = self._job.having_heard(place)
            if word.event is not None:
                job = job.after(word.event, self._engine.clock.now())
            self._save(job, word.name, actor=word.actor)

    def _rule(self, kind: Kind) -> None:
        if self._job.state is not State.AWAITING_APPROVAL:
            return
        now = self._engine.clock.now()
        action = kind.needs(self._dossier.plan)
        word = self._judge.ruling(self._job, self._dossier.decisions, action, now)
        if word is not None and word.event is not None:
            self._save(self._job.after(word.event, now), word.name, actor=word.actor)

    def _has_locks(self, kind: Kind) -> bool:
        """Take the names of what is written before the first step; else wait for their holder."""
        job, plan, record = self._job, self._dossier.plan, self._job.current
        at_start = job.state is State.RUNNING and job.cursor == 0 and record and not record.began
        if not at_start or plan is None:
            return True
        holder = self._engine.ledger.locks.acquire(job.id, kind.locks(plan))
        if holder is None:
            return True
        progress = f"Waits for {holder}, which changes the same things. That one can be cancelled."
        waiting = job.after(
            Wait(seconds=LOCKED_SECONDS, progress=progress), self._engine.clock.now()
        )
        self._save(waiting.model_copy(update={"waits_for": holder}), "waiting for a lock")
        return False

    def _step(self, kind: Kind) -> None:
        record = self._job.current
        if record is None:
            self._stop("The job has no step to go on with.")
            return
        if reason := self._hindrance(kind, record):
            self._save_event(reason, "stopped")
            self._rest()
            return
        began = self._job.after(Began(step=record.name), self._engine.clock.now())
        self._save(began.model_copy(update={"waits_for": None}), "step began", step=record.name)
        if not self._job.state.is_working:
            self._rest()
            return
        self._conclude(self._ran(kind, record))

    def _hindrance(self, kind: Kind, record: StepRecord) -> Stopped | None:
        """Why the step may not run: unknown, without a plan, or not approved any more."""
        job = self._job
        if job.state is State.PLANNING:
            return None
        if record.name not in kind.steps:
            return Stopped(reason=f"This version does not know the step `{record.name}`.")
        if self._dossier.plan is None:
            return Stopped(reason="The plan that was approved is not stored any more.")
        if record.point_of_no_return and job.state is State.RUNNING:
            now = self._engine.clock.now()
            action = kind.needs(self._dossier.plan)
            return self._judge.stopping(job, self._dossier.decisions, action, now)
        return None

    def _ran(self, kind: Kind, record: StepRecord) -> Came:
        """Run planner, `ensure` or `revert`; whatever it raises becomes an outcome."""
        job, known = self._job, self._engine.known()
        aws = self._engine.aws.acting_for(job.id, self._guard)
        try:
            if job.state is State.PLANNING:
                return self._planned(kind, kind.plan(aws, job, known))
            plan = self._dossier.plan
            assert plan is not None  # noqa: S101  _hindrance has looked
            return came(self._outcome(aws, kind, record, Work(job=job, plan=plan, known=known)))
        except (ClaimLost, LedgerAway):
            raise
        except ClaimShort:
            # A busy pool, and no fault of the step's: again at once, with a whole lease.
            return came(Wait(seconds=0, progress=job.progress))
        except Refusal as refusal:
            return Came(event=refused(refusal, job.state))
        except (AwsError, Paced) as error:
            self._engine.log.info("aws said no", job=job.id, step=record.name, error=str(error))
            is_last = job.current is not None and job.current.attempts >= job.current.limit
            return came(outcome_of(error, is_last=is_last))
        except Exception as error:
            self._engine.log.exception("step broke", job=job.id, step=record.name)
            return came(broken(record.name, error))

    def _outcome(self, aws: Aws, kind: Kind, record: StepRecord, work: Work) -> Outcome:
        step = kind.steps[record.name]
        if work.job.state is State.RUNNING:
            return step.ensure(aws, work)
        return step.revert(aws, work) if step.revert else Done()

    def _planned(self, kind: Kind, planning: Planning) -> Came:
        if not isinstance(planning, Proposal):
            return Came(event=planning)
        plan = planning.plan
        if planning.refused is not None:
            return Came(event=planning.refused, plan=plan)
        action = kind.needs(plan)
        rule = self._engine.config.rule_for(action)
        if rule is None:
            reason = f"No rule in ddbdr.yaml allows `{action}`, so it is refused."
            return Came(event=Refused(reason=reason, digest=plan.digest), plan=plan)
        planned = Planned(
            digest=plan.digest,
            steps=plan.steps,
            quorum=rule.quorum,
            approvers=rule.approvers,
            expires=self._engine.clock.now() + rule.expires,
        )
        return Came(event=planned, plan=plan)

    def _guard(self, seconds: float) -> None:
        left = self._engine.ledger.due.left(
            self._job.id, self._engine.executor, wall=self._engine.wall()
        )
        if left <= 0:
            raise ClaimLost(f"{self._job.id} is not held any more")
        if left < seconds:
            raise ClaimShort(f"{left:.1f} s are left of the claim, {seconds} needed")

    def _conclude(self, result: Came) -> None:
        """Save what came of the step, also into a job that somebody else saved meanwhile."""
        ran, event = self._job, result.event
        while True:
            job = self._job.after(event, self._engine.clock.now())
            if job is self._job:
                self._rest()
                return
            try:
                self._save(
                    job,
                    type(event).__name__.lower(),
                    records=result.records,
                    plan=result.plan,
                    executor=self._engine.executor,
                    step=ran.current.name if ran.current else "",
                )
            except VersionConflict:
                newer = self._engine.ledger.jobs.load(ran.id)
                fitted = fitting(result.event, ran, newer)
                if newer is None or fitted is None:
                    self._engine.log.warning("outcome came too late", job=ran.id, came=repr(event))
                    self._rest()
                    return
                self._job, event = newer, fitted
            else:
                return

    def _stop(self, reason: str) -> None:
        self._save_event(Stopped(reason=reason), "stopped")
        self._rest()

    def _save_event(self, event: Event, name: str) -> None:
        self._save(self._job.after(event, self._engine.clock.now()), name)

    def _save(
        self,
        job: Job,
        event: str,
        *,
        actor: str = "",
        records: Sequence[Record] = (),
        plan: Plan | None = None,
        executor: str | None = None,
        step: str = "",
    ) -> None:
        change = Change(
            event=event,
            actor=actor or self._engine.executor,
            detail=_detail(job, step),
            records=records,
            plan=plan,
        )
        self._engine.ledger.jobs.save(job, change, expected=self._job.version, executor=executor)
        self._job = job
        if not job.state.is_working:
            self._look_again(job)

    def _look_again(self, job: Job) -> None:
        """Have read what a job at rest may have changed: who looks next wants to see it."""
        plan = self._dossier.plan
        if plan is not None and any(step.began for step in job.steps):
            now = self._engine.clock.now()
            self._engine.ledger.due.hasten(readers_of_plan(plan), at=now)


def _detail(job: Job, step: str) -> Mapping[str, object]:
    """What the audit keeps of a change."""
    detail = {
        "step": step,
        "progress": job.progress,
        "outcome": job.outcome,
        "plan": job.plan_digest,
        "code": job.error_code,
        "request_id": job.request_id,
    }
    return {"state": job.state.value} | {name: value for name, value in detail.items() if value}
