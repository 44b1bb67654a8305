"""Weeks of traffic: what is remembered comes to a bound, key by key."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
import redis

from recovery.cards import Delivery, Letter
from recovery.events import CancelAsked
from recovery.ledger import Hearing, Piece, Poison, RedisLedger, open_ledger
from recovery.outcome import Notice
from recovery.people import Person
from recovery.record import StepRecord
from recovery.vitals import Vital
from tests.ledger.samples import ALICE, NOW, OBSERVATION, WALL, a_change, a_job

DAY = 86400
PIECE = Piece(channel="C", urgent=False, name="n", account="prod", region="r", table="orders")
CHORE = "chore:digest"
OF_JOBS = {"jobs", "rows", "audit", "job", "deliveries"}
"""These grow with every job: docs/operations.md says by how much."""


class Traffic:
    """What a ledger is told in a day; every id is new."""

    def __init__(self, url: str) -> None:
        self.ledger: RedisLedger = open_ledger(url, wall=lambda: self.wall)
        self.day = 0

    @property
    def wall(self) -> float:
        return WALL + self.day * DAY

    def pass_a_day(self) -> None:
        """Some of everything that comes by itself, or that people ask for."""
        for number in range(5):
            self.hear(f"{self.day}-{number}")
        self.work(f"J-{self.day:07}")
        self.ask(f"{self.day}")
        self.day += 1

    def hear(self, id_: str) -> None:
        """An event, told in a digest; one that is looked into; a message nobody understands."""
        ledger, now = self.ledger, NOW + timedelta(days=self.day)
        notice = Notice(
            name="n", key=id_, also=(f"arn-{id_}",), table="orders", account="prod", region="r"
        )
        heard = Hearing(
            key=id_, notices=(notice,), wakes=(f"chore:reached:{id_}",), held_until=self.wall
        )
        assert ledger.news.hear(heard, now=now, wall=self.wall)
        (letter,) = ledger.outbox.ready("news", wall=self.wall, limit=9)
        ledger.news.gather(letter, PIECE, chore=CHORE, at=now)
        poison = Poison(id=id_, queue="q", reason="r", body="b", at=self.wall)
        alarm = notice.model_copy(update={"key": f"poison-{id_}", "urgent": True})
        assert ledger.news.give_up(poison, alarm, wall=self.wall)
        self.look()
        digest = Letter(id=f"digest-{id_}", lane="news", kind="digest")
        ledger.news.tell(digest, ledger.news.gathered(), wall=self.wall)
        for lane in ("alarms", "news"):
            for letter in ledger.outbox.ready(lane, wall=self.wall, limit=9):
                ledger.outbox.later(letter, at=self.wall)
                ledger.outbox.done(letter.id)

    def look(self) -> None:
        """Every chore that is due runs and is over."""
        due, now = self.ledger.due, NOW + timedelta(days=self.day)
        for id_ in due.claim(now=now, wall=self.wall, limit=99, lease_seconds=30):
            due.take(id_, "w1", wall=self.wall, lease_seconds=30)
            due.finish(id_, "w1", at=None)

    def work(self, id_: str) -> None:
        """A job that learns an id, then another in its place, and ends."""
        ledger = self.ledger
        step = StepRecord(name="s", limit=9, deadline_seconds=9, facts={"arn": arn(id_, "one")})
        job = a_job(id_, due=None).model_copy(update={"steps": (step,)})
        ledger.jobs.create(job, a_change(records=60 * (OBSERVATION,)), seen=f"request-{id_}")
        ledger.locks.acquire(id_, [f"table-{id_}"])
        step = step.model_copy(update={"facts": {"arn": arn(id_, "two")}})
        learnt = job.model_copy(update={"steps": (step,), "version": 2})
        ledger.jobs.save(learnt, a_change(), expected=1)
        ended = learnt.after(CancelAsked(by=ALICE), NOW)
        ledger.jobs.save(ended, a_change(), expected=2)
        ledger.cards.save_delivery(id_, Delivery(ts="1"))
        for dirty in ledger.cards.dirty(limit=9):
            ledger.cards.clean(*dirty)

    def ask(self, id_: str) -> None:
        """A process begins, people look, backups are listed."""
        ledger = self.ledger
        ledger.vitals.beat(Vital(process="worker", instance=id_, at=self.wall))
        ledger.homes.open(Person(team="T01TEST", user=f"U{id_}"), wall=self.wall)
        ledger.homes.opened(since=self.wall - 3600)
        ledger.replays.first_time(id_)
        ledger.rates.store_statuses("backups", {f"arn-{id_}": "AVAILABLE"})
        ledger.rates.may_refresh("backups", every_seconds=2, wall=self.wall)
        ledger.rates.take("b", per_second=1, burst=1, wall=self.wall)


def arn(id_: str, name: str) -> str:
    return f"arn:aws:backup:us-east-2:123456789012:recovery-point:{id_}-{name}"


@pytest.fixture
def traffic(empty_url: str) -> Iterator[Traffic]:
    made = Traffic(empty_url)
    with closing(made.ledger):
        yield made


@pytest.fixture
def client(empty_url: str) -> Iterator[redis.Redis]:
    with closing(redis.Redis.from_url(empty_url, decode_responses=True)) as opened:
        yield opened


def lasting(client: redis.Redis) -> Counter[str]:
    """Elements under each key that never expires, those of jobs left out."""
    sizes: Counter[str] = Counter()
    for key in client.scan_iter():
        name = key.removeprefix("{ddbdr}:")
        if client.ttl(key) < 0 and name.split(":")[0] not in OF_JOBS:
            sizes[name] += size(client, key)
    return sizes


def size(client: redis.Redis, key: str) -> int:
    kind = client.type(key)
    count = {"hash": client.hlen, "zset": client.zcard, "list": client.llen, "set": client.scard}
    return int(count[kind](key)) if kind in count else 1


def test_twenty_more_days_of_traffic_leave_no_more_behind(
    traffic: Traffic, client: redis.Redis
) -> None:
    for _ in range(20):
        traffic.pass_a_day()
    before = lasting(client)
    for _ in range(20):
        traffic.pass_a_day()
    assert lasting(client) == before
    assert before["history:backup"] == 1000
    assert before["poison"] == 100


def test_what_expires_is_gone_in_twenty_days_and_bounded_until_then(
    traffic: Traffic, client: redis.Redis
) -> None:
    for _ in range(6):
        traffic.pass_a_day()
    for key in client.scan_iter():
        expiry = client.ttl(key)
        assert expiry <= 20 * DAY, key
        if expiry >= 0 and ":remembered:" not in key:
            assert size(client, key) <= 2, key
