"""The state machine of a job.

`job.after(event, now)` is pure, total (an event that means nothing in a state
changes nothing) and sticky at the end. Its state x event table is published in
docs/states.md and tested against this module.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from recovery.events import (
    Approved,
    Began,
    CancelAsked,
    Event,
    Expired,
    Planned,
    Refused,
    Rejected,
    RetryAsked,
    Stopped,
)
from recovery.outcome import Done, Fail, Wait
from recovery.record import JobRecord, Offer, State, StepRecord

LONGEST_BACKOFF_SECONDS = 60.0


class Job(JobRecord):
    """One thing somebody asked for, from the question to its end."""

    def after(self, event: Event, now: datetime) -> "Job":
        """The job once `event` has happened; itself where the event means nothing.

        Args:
            event: An outcome of the current step, or what people or time did.
            now: Domain time, UTC.
        """
        if self.state.is_terminal:
            return self
        folded = _FOLDS[type(event)](self, event, now)
        if folded is self:
            return self
        return folded.model_copy(update={"version": self.version + 1, "changed": now})

    def having_heard(self, heard: int) -> "Job":
        """This job with that many entries of its decision list folded."""
        if heard == self.heard:
            return self
        return self.model_copy(update={"heard": heard, "version": self.version + 1})

    def _having(self, **changes: Any) -> "Job":  # noqa: ANN401  fields of the model, by name
        return self.model_copy(update=changes)

    def _with_current(self, **changes: Any) -> "Job":  # noqa: ANN401  same
        record = self.current
        if record is None:
            return self
        changed = record.model_copy(update=changes)
        if self.state is State.PLANNING:
            return self._having(planning=changed)
        steps = (*self.steps[: self.cursor], changed, *self.steps[self.cursor + 1 :])
        return self._having(steps=steps)

    def _stuck(self, why: str, advice: str) -> "Job":
        return self._having(
            state=State.STUCK, stuck_in=self.state, due=None, outcome=why, advice=advice
        )

    def _end(self, state: State, now: datetime, **changes: Any) -> "Job":  # noqa: ANN401  same
        return self._having(
            state=state, due=None, ended=now, progress="", waits_for=None, **changes
        )

    def _revert(self, ending: State, now: datetime, reason: str, **changes: Any) -> "Job":  # noqa: ANN401
        """Go backwards from the current step, which may have done its work unseen."""
        fresh = self._with_current(attempts=0, began=now)
        return fresh._having(
            state=State.REVERTING,
            ending=ending,
            ending_reason=reason,
            outcome=reason,
            due=now,
            progress="",
            waits_for=None,
            **changes,
        )

    def _planned(self, event: Planned, now: datetime) -> "Job":
        if self.state is not State.PLANNING:
            return self
        planning = self.planning.model_copy(update={"attempts": 0, "ended": now})
        if not event.steps:
            # Everything is so already: there is nothing to approve and nothing to do.
            return self._end(State.SUCCEEDED, now, planning=planning, plan_digest=event.digest)
        return self._having(
            state=State.AWAITING_APPROVAL,
            planning=planning,
            plan_digest=event.digest,
            steps=tuple(StepRecord.of(step) for step in event.steps),
            quorum=event.quorum,
            approvers=event.approvers,
            expires=event.expires,
            due=now if event.quorum == 0 else event.expires,
            progress="",
        )

    def _refused(self, event: Refused, now: datetime) -> "Job":
        if self.state not in {State.PLANNING, State.AWAITING_APPROVAL}:
            return self
        return self._end(
            State.REFUSED,
            now,
            plan_digest=event.digest or self.plan_digest,
            outcome=event.reason,
            advice=event.advice,
            offers=tuple(
                Offer(label=label, command=command, not_before=not_before)
                for label, command, not_before in event.offers
            ),
        )

    def _approved(self, event: Approved, now: datetime) -> "Job":
        if self.state is not State.AWAITING_APPROVAL:
            return self
        return self._having(
            state=State.RUNNING,
            approved_by=event.by,
            approved_at=now,
            due=now,
            expires=None,
            progress="",
        )

    def _rejected(self, event: Rejected, now: datetime) -> "Job":
        if self.state is not State.AWAITING_APPROVAL:
            return self
        return self._end(State.REJECTED, now, decided_by=event.by, outcome=event.reason)

    def _expired(self, _event: Expired, now: datetime) -> "Job":
        if self.state is not State.AWAITING_APPROVAL:
            return self
        return self._end(State.EXPIRED, now, outcome="Nobody approved it in time.")

    def _cancel_asked(self, event: CancelAsked, now: datetime) -> "Job":
        if self.state in {State.PLANNING, State.AWAITING_APPROVAL}:
            return self._end(State.CANCELLED, now, decided_by=event.by, outcome=event.reason)
        if self.state is State.REVERTING:
            return self
        return self._revert(
            State.CANCELLED,
            now,
            event.reason,
            decided_by=event.by,
            advice="",
            stuck_in=None,
        )

    def _retry_asked(self, event: RetryAsked, now: datetime) -> "Job":
        if self.state is not State.STUCK or self.stuck_in is None:
            return self
        fresh = self._with_current(attempts=0, began=now)
        # Going back goes on for the reason, and on the word, that it began with.
        is_back = self.stuck_in is State.REVERTING
        return fresh._having(
            state=self.stuck_in,
            stuck_in=None,
            due=now,
            decided_by=self.decided_by if is_back else event.by,
            outcome=self.ending_reason if is_back else "",
            advice="",
        )

    def _began(self, event: Began, now: datetime) -> "Job":
        record = self.current
        if record is None or record.name != event.step or not self.state.is_working:
            return self
        if record.attempts >= record.limit:
            why = f"`{record.name}` was started {record.attempts} times and never came back."
            return self._exhausted(why, now)
        return self._with_current(attempts=record.attempts + 1, began=record.began or now)

    def _stopped(self, event: Stopped, now: datetime) -> "Job":
        if not self.state.is_working:
            return self
        return self._exhausted(event.reason, now, event.advice)

    def _done(self, event: Done, now: datetime) -> "Job":
        if self.state is State.RUNNING:
            return self._forward(event, now)
        if self.state is State.REVERTING:
            return self._backward(event, now)
        return self

    def _forward(self, event: Done, now: datetime) -> "Job":
        record = self.current
        if record is None:
            return self
        facts = record.facts | event.facts
        done = self._with_current(facts=facts, attempts=0, ended=now)
        done = done._having(cursor=self.cursor + 1, due=now, progress="", waits_for=None)
        if done.cursor == len(done.steps):
            return done._end(State.SUCCEEDED, now)
        return done

    def _backward(self, event: Done, now: datetime) -> "Job":
        record = self.current
        facts = (record.facts if record else {}) | event.facts
        done = self._with_current(facts=facts, attempts=0, reverted=now)
        if self.cursor > 0:
            before = done._having(cursor=self.cursor - 1, due=now, progress="")
            return before._with_current(attempts=0, began=now)
        return done._end(self.ending or State.FAILED, now)

    def _wait(self, event: Wait, now: datetime) -> "Job":
        record = self.current
        if record is None or not self.state.is_working:
            return self
        waiting = self._with_current(attempts=0, facts=record.facts | event.facts)
        if record.is_late(now):
            return waiting._exhausted(_late(record), now)
        return waiting._having(due=now + timedelta(seconds=event.seconds), progress=event.progress)

    def _fail(self, event: Fail, now: datetime) -> "Job":
        record = self.current
        if record is None or not self.state.is_working:
            return self
        told = self._having(error_code=event.code, request_id=event.request_id)
        if event.retryable and record.attempts < record.limit and not record.is_late(now):
            seconds = min(LONGEST_BACKOFF_SECONDS, 2.0**record.attempts)
            return told._having(
                due=now + timedelta(seconds=seconds),
                progress=f"{event.reason} Trying again, {record.attempts} of {record.limit}.",
            )
        if event.retryable or self.state is State.REVERTING:
            return told._exhausted(event.reason, now, event.advice)
        if self.state is State.PLANNING:
            return told._end(State.FAILED, now, outcome=event.reason, advice=event.advice)
        return told._revert(State.FAILED, now, event.reason, advice=event.advice)

    def _exhausted(self, why: str, now: datetime, advice: str = "") -> "Job":
        """Nothing exists yet while planning, so there it ends; elsewhere a person decides."""
        if self.state is State.PLANNING:
            return self._end(
                State.FAILED, now, outcome=why, advice=advice or "Nothing was started. Ask again."
            )
        return self._stuck(why, advice or "Retry it, or cancel it.")


def _late(record: StepRecord) -> str:
    return f"`{record.name}` took longer than {record.deadline_seconds / 60:.0f} minutes."


_FOLDS: dict[type[Event], Callable[..., Job]] = {
    Planned: Job._planned,
    Refused: Job._refused,
    Approved: Job._approved,
    Rejected: Job._rejected,
    Expired: Job._expired,
    CancelAsked: Job._cancel_asked,
    RetryAsked: Job._retry_asked,
    Began: Job._began,
    Stopped: Job._stopped,
    Done: Job._done,
    Wait: Job._wait,
    Fail: Job._fail,
}
