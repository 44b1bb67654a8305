"""What people said, judged by the worker: the judgement that counts.

The bot answered them already from the same data. Here policy and directory are asked
again; approvals are counted as entries, under the rule that holds now.
"""

from datetime import datetime
from typing import NamedTuple

from recovery.config import Config
from recovery.decisions import Decision
from recovery.events import (
    Approved,
    CancelAsked,
    Event,
    Expired,
    Refused,
    Rejected,
    RetryAsked,
    Stopped,
)
from recovery.job import Job
from recovery.people import Directory
from recovery.policy import Waiting, may_cancel, verdict


class Word(NamedTuple):
    """Something that happens to a job: the event, and how the audit calls it."""

    event: Event | None
    name: str
    actor: str = ""


class Judge(NamedTuple):
    """Configuration and directory as they are now."""

    config: Config
    directory: Directory

    def word(self, job: Job, decision: Decision) -> Word:
        """What a cancel or retry comes to, or that it does not count."""
        actor = str(decision.person)
        if not may_cancel(self.config, self.directory, job.requester, decision.person):
            return Word(None, f"{decision.word} ignored", actor)
        if decision.word == "cancel":
            event = CancelAsked(by=decision.person, reason=decision.reason)
            return Word(event, "cancel asked", actor)
        return Word(RetryAsked(by=decision.person), "retry asked", actor)

    def ruling(
        self, job: Job, decisions: tuple[Decision, ...], action: str, now: datetime
    ) -> Word | None:
        """What approvals and rejections come to; None while more are needed."""
        rule = self.config.rule_for(action)
        if rule is None:
            reason = f"No rule in ddbdr.yaml allows `{action}`, so it is refused."
            return Word(Refused(reason=reason), "refused")
        said = verdict(
            decisions,
            approvers=rule.approvers,
            quorum=rule.quorum,
            requester=job.requester,
            digest=job.plan_digest or "",
            directory=self.directory,
            expires=job.expires,
            now=now,
        )
        if isinstance(said, Approved):
            return Word(said, "approved", ", ".join(map(str, said.by)))
        if isinstance(said, Rejected):
            return Word(said, "rejected", str(said.by))
        return Word(said, "expired") if isinstance(said, Expired) else None

    def stopping(
        self, job: Job, decisions: tuple[Decision, ...], action: str, now: datetime
    ) -> Stopped | None:
        """Why a job may not pass a point of no return: its approvals do not hold any more."""
        rule = self.config.rule_for(action)
        if rule is None:
            return Stopped(
                reason=f"No rule in ddbdr.yaml allows `{action}` any more.",
                advice="Cancel it, or correct the rule and retry.",
            )
        said = verdict(
            decisions,
            approvers=rule.approvers,
            quorum=rule.quorum,
            requester=job.requester,
            digest=job.plan_digest or "",
            directory=self.directory,
            expires=None,
            now=now,
        )
        if isinstance(said, Approved):
            return None
        have = len(said.have) if isinstance(said, Waiting) else 0
        return Stopped(
            reason=f"Its approvals do not count any more: {have} of {rule.quorum}, under the "
            "rule and the people of now.",
            advice="Cancel it and ask again.",
        )
