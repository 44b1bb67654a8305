"""A whole deployment in one process: ledger, AWS, clocks, people; time moves only when told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from recovery.config import Config, load_config
from recovery.decisions import Decision, Reception, Word
from recovery.grammar import command_text
from recovery.job import Job
from recovery.ledger.memory import MemoryLedger
from recovery.ledger.port import Change, Dossier, Ledger
from recovery.outcome import Notice, Observation
from recovery.people import Person
from recovery.plan import Plan
from recovery.record import State
from recovery.references import parse_reference
from sandbox.fakes.aws import FakeAws
from sandbox.fakes.cloud import Cloud, Profile
from workers.aws.door import Aws
from workers.engine import Engine
from workers.kinds import KINDS
from workers.tick import advance_all

ALICE = Person(team="T01TEST", user="U01ALICE")
BOB = Person(team="T01TEST", user="U02BOB")
EVE = Person(team="T01TEST", user="U03EVE")
MALLORY = Person(team="T01TEST", user="U99MALLORY")

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1}
operators: [U01ALICE, U02BOB]
approvals:
  - {actions: [backup], quorum: 0}
  - {actions: [restore], approvers: [U02BOB, U03EVE], quorum: 1, expires: 60m}
"""
START = datetime(2026, 11, 12, 2, 14, tzinfo=UTC)
LEASE_SECONDS = 30.0
MOST_ROUNDS = 2000


@dataclass
class Time:
    """Domain and wall time, moved together."""

    instant: datetime = START
    wall_seconds: float = 1_000_000.0
    speed: float = 1.0

    def now(self) -> datetime:
        return self.instant

    def wall(self) -> float:
        return self.wall_seconds

    def pass_by(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.wall_seconds += seconds


@dataclass
class World:
    """Everything, made anew for each test."""

    profile: Profile = field(default_factory=Profile)
    config: Config = field(default_factory=lambda: load_config(CONFIG))
    accounts: dict[str, str] = field(default_factory=lambda: {"prod": "123456789012"})
    sandbox: bool = False

    def __post_init__(self) -> None:
        self.time = Time()
        self.ledger: Ledger = MemoryLedger(wall=self.time.wall)
        self.cloud = Cloud(self.time.now, accounts=self.accounts, profile=self.profile)
        self.aws: Aws = FakeAws(cloud=self.cloud, sandbox=self.sandbox)
        self._executors = 0
        self._jobs = 0

    def engine(self) -> Engine:
        """A fresh executor, as a freshly forked worker is."""
        self._executors += 1
        return Engine(
            ledger=self.ledger,
            aws=self.aws,
            config=self.config,
            clock=self.time,
            wall=self.time.wall,
            executor=f"worker-{self._executors}",
            kinds=KINDS,
            log=structlog.get_logger(),
        )

    def ask(self, kind: str, table: str, **params: str | bool) -> str:
        """Create a job as the bot does for Alice; the id."""
        return self.ask_as(ALICE, kind, table, params)

    def ask_as(self, by: Person, kind: str, table: str, params: Mapping[str, str | bool]) -> str:
        """Create a job as the bot does; the id."""
        self._jobs += 1
        job_id = f"J-7F3K2Q{self._jobs}"
        reference = parse_reference(table)
        job = Job(
            id=job_id,
            kind=kind,
            params={"table": table, **params},
            table=reference.name,
            command=command_text(kind, table=reference, params=params),
            requester=by,
            channel="C01OPS",
            due=self.time.now(),
            created=self.time.now(),
            changed=self.time.now(),
        )
        change = Change(event="asked", actor=str(by), detail={})
        assert self.ledger.jobs.create(job, change) == "created"
        return job_id

    def say(self, job_id: str, word: Word, by: Person, *, reason: str = "") -> Reception:
        """A person's word, on the plan as it is now."""
        decision = Decision(
            word=word,
            person=by,
            digest=self.job(job_id).plan_digest,
            at=self.time.now(),
            reason=reason,
        )
        return self.ledger.jobs.decide(job_id, decision)

    def job(self, job_id: str) -> Job:
        """The record as it is stored."""
        job = self.ledger.jobs.load(job_id)
        assert job is not None
        return job

    def dossier(self, job_id: str) -> Dossier:
        """The record, its decisions and its plan."""
        dossier = self.ledger.jobs.dossier(job_id)
        assert dossier is not None
        return dossier

    def plan(self, job_id: str) -> Plan:
        """The job's plan."""
        plan = self.dossier(job_id).plan
        assert plan is not None
        return plan

    def claim(self) -> tuple[str, ...]:
        """What the clock process does."""
        return self.ledger.due.claim(
            now=self.time.now(), wall=self.time.wall(), limit=100, lease_seconds=LEASE_SECONDS
        )

    def tick(self) -> bool:
        """Claim what is due and let a fresh worker run it; False if nothing was due."""
        claimed = self.claim()
        if claimed:
            advance_all(self.engine(), claimed)
        return bool(claimed)

    def settle(self) -> None:
        """Tick until nothing is due at this moment."""
        for _ in range(MOST_ROUNDS):
            if not self.tick():
                return
        raise AssertionError("it never comes to rest")

    def run_until(self, is_there: Callable[[], bool], *, hours: float = 48) -> None:
        """Tick, letting time pass to what is due next or to the end of leases."""
        end = self.time.now() + timedelta(hours=hours)
        for _ in range(MOST_ROUNDS):
            if is_there():
                return
            if self.tick():
                continue
            following = self.ledger.due.next_due()
            seconds = (following - self.time.now()).total_seconds() if following else 1.0
            if self.ledger.due.counts(now=self.time.now())["leased"]:
                seconds = min(seconds, 1.0)
            self.time.pass_by(max(seconds, 0.001))
            assert self.time.now() < end, "it takes too long"
        raise AssertionError("it never gets there")

    def run_to_state(self, job_id: str, *states: State) -> Job:
        """Run until the job is in one of these states."""
        self.run_until(lambda: self.job(job_id).state in states)
        return self.job(job_id)

    def run_to_end(self, job_id: str) -> Job:
        """Run until the job has ended."""
        self.run_until(lambda: self.job(job_id).state.is_terminal)
        return self.job(job_id)

    def approved(self, job_id: str) -> Job:
        """Run to the plan, approve it as Bob, and look again."""
        job = self.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
        assert job.state is State.AWAITING_APPROVAL, job.outcome
        assert self.say(job_id, "approve", BOB) is Reception.RECORDED
        return self.job(job_id)

    def notices(self) -> list[Notice]:
        """News waiting for Slack, alarms first."""
        letters = [
            letter
            for lane in ("alarms", "news")
            for letter in self.ledger.outbox.ready(lane, wall=self.time.wall(), limit=100)
        ]
        return [Notice.model_validate(letter.body) for letter in letters]

    def observations(self, what: str) -> list[Observation]:
        """How long things took."""
        return list(self.ledger.history.recent(what))
