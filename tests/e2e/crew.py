"""The people of a running stack, and what its three sides hold: Slack, the ledger, AWS."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from recovery.ledger import open_ledger
from recovery.ledger.audit import verify
from recovery.record import State
from sandbox.aws.clients import dynamodb
from sandbox.aws.clock_client import RemoteClock
from sandbox.aws.strings import AwsStrings
from sandbox.processes import wait_until
from sandbox.slack.person import Person, read

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from recovery.job import Job
    from recovery.ledger import Dossier

OPERATIONS, ALERTS = "C01OPS", "C02ALERTS"
REGION = "us-east-2"
PATIENCE_SECONDS = 90.0
Json = dict[str, Any]
_JOB = re.compile(r"J-[0-9A-Z]{7}")


class Crew:
    """Alice asks, Bob and Eve approve, Vic looks on; one thread at a time may use them."""

    def __init__(
        self, slack_url: str, redis_url: str, aws_url: str, *, approvers: tuple[str, ...]
    ) -> None:
        self.slack_url = slack_url
        self.alice, self.bob, self.eve, self.vic = (
            Person(slack_url, user) for user in ("U01ALICE", "U02BOB", "U03EVE", "U04VIC")
        )
        self.ledger = open_ledger(redis_url)
        self.aws = AwsStrings(aws_url)
        self.aws_url = aws_url
        self._approvers = approvers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for person in (self.alice, self.bob, self.eve, self.vic):
            person.close()
        self.ledger.close()

    # What people do -------------------------------------------------------------------------

    def asks(self, command: str, *, channel: str = OPERATIONS) -> str:
        """Alice types a command that starts a job; the job's id, as she is told at once."""
        answer = self.alice.types(f"/ddbdr {command}", channel=channel)
        said = read(answer["ephemeral"] or {})
        named = _JOB.search(said)
        assert answer["ok"], f"{command}: {answer}"
        assert named, f"{command} started no job: {said}"
        return named[0]

    def approves(self, job_id: str) -> None:
        """Everybody who has to approves it on its card."""
        card = self.card(job_id, "awaiting approval")
        for user in self._approvers:
            with Person(self.slack_url, user) as person:
                assert person.clicks(card, "Approve restore")["ok"]

    def types_approvals(self, job_id: str) -> None:
        """Everybody who has to approves it by a command, without waiting for its card."""
        self.reaches(job_id, State.AWAITING_APPROVAL)
        for user in self._approvers:
            with Person(self.slack_url, user) as person:
                assert person.types(f"/ddbdr approve {job_id}")["ok"]

    def restores(self, command: str, *, channel: str = OPERATIONS) -> str:
        """Ask for a restore and approve it; the job's id."""
        job_id = self.asks(f"restore {command}", channel=channel)
        self.types_approvals(job_id)
        return job_id

    # What Slack shows -----------------------------------------------------------------------

    def messages(self, job_id: str, role: str) -> list[Json]:
        """The job's `living` or `final` messages, by the data they carry."""
        found = []
        for channel in (OPERATIONS, ALERTS):
            for message in self.alice.messages(channel):
                payload = (message.get("metadata") or {}).get("event_payload", {})
                if (payload.get("job"), payload.get("role")) == (job_id, role):
                    found.append(message)
        return found

    def card(self, job_id: str, state: str) -> Json:
        """The living message once it shows that state."""
        found: list[Json] = []

        def is_shown() -> bool:
            found[:] = [m for m in self.messages(job_id, "living") if f"· {state}" in m["text"]]
            return bool(found)

        self._wait(job_id, f"a card that says {state}", is_shown)
        return found[0]

    def told(self, job_id: str, state: str) -> Json:
        """The one living message once that end is told, by one new post.

        A card that is late, and new when it shows the end, is that post itself.
        """
        living = self.card(job_id, state)
        delivered = self.ledger.cards.delivery
        self._wait(job_id, "its end to be told", lambda: bool(delivered(job_id).final_ts))
        assert [m["ts"] for m in self.messages(job_id, "living")] == [living["ts"]]
        finals = self.messages(job_id, "final")
        if delivered(job_id).final_ts == living["ts"]:
            assert finals == []
        else:
            assert len(finals) == 1, [m["text"] for m in finals]
            assert f"· {state}" in finals[0]["text"]
        return living

    def all_told(self) -> None:
        """Return once Slack has taken everything there was to tell."""
        ledger = self.ledger
        wait_until(
            "everything to be told",
            lambda: not ledger.outbox.waiting() and not ledger.cards.dirty(limit=1),
            seconds=PATIENCE_SECONDS,
        )

    # What the ledger holds ------------------------------------------------------------------

    def job(self, job_id: str) -> "Job":
        """The record."""
        return self.dossier(job_id).job

    def dossier(self, job_id: str) -> "Dossier":
        """The record, its plan and what people said."""
        dossier = self.ledger.jobs.dossier(job_id)
        assert dossier is not None, f"{job_id} is lost"
        return dossier

    def reaches(self, job_id: str, state: State) -> "Job":
        """The job once it is in that state."""
        self._wait(job_id, state.value, lambda: self.job(job_id).state is state, wanted=state)
        return self.job(job_id)

    def says(self, job_id: str, words: str) -> None:
        """Return once the job's progress says so."""
        self._wait(job_id, f"progress {words!r}", lambda: words in self.job(job_id).progress)

    def succeeds(self, job_id: str) -> "Job":
        """The job once it has succeeded, its audit chain unbroken."""
        job = self.reaches(job_id, State.SUCCEEDED)
        verify(self.ledger.jobs.audit(job_id))
        return job

    # What AWS holds -------------------------------------------------------------------------

    def dynamodb(self, region: str = REGION) -> "DynamoDBClient":
        """Plain boto3, past the product."""
        return dynamodb(self.aws_url, region)

    def items(self, table: str, region: str = REGION) -> Iterator[Json]:
        """Every item of a table."""
        for page in self.dynamodb(region).get_paginator("scan").paginate(TableName=table):
            yield from page["Items"]

    def now(self) -> datetime:
        """What the sandbox's clock shows."""
        return RemoteClock(self.aws_url).read()[0]

    def tables(self, region: str = REGION) -> list[str]:
        """Names of the tables there."""
        return self.dynamodb(region).list_tables()["TableNames"]

    def backups(self, job_id: str, region: str = REGION) -> list[str]:
        """Names of the backups a job made."""
        listed = self.dynamodb(region).list_backups(BackupType="USER")["BackupSummaries"]
        return [b["BackupName"] for b in listed if job_id[2:] in b["BackupName"]]

    def _wait(
        self,
        job_id: str,
        what: str,
        seen: Callable[[], bool],
        *,
        wanted: State | None = None,
    ) -> None:
        def is_over() -> bool:
            if seen():
                return True
            job = self.job(job_id)
            lost = job.state is State.STUCK or (job.state.is_terminal and wanted is not None)
            assert not lost or job.state is wanted, f"{job_id} is {job.state}: {job.outcome}"
            return False

        try:
            wait_until(f"{job_id}: {what}", is_over, seconds=PATIENCE_SECONDS)
        except TimeoutError as late:
            texts = [m["text"] for m in self.messages(job_id, "living")]
            job = self.job(job_id)
            raise AssertionError(f"{late}: {job.state}, {job.progress!r}; {texts}") from late


def target(job_id: str, table: str = "orders") -> str:
    """The name a restored table gets unless another one is asked for."""
    return f"{table}-ddbdr-{job_id[2:]}"
