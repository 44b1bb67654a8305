"""A bot on the ledger in memory, with its own time, and Slack's requests as they arrive."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.desk import Desk
from bot.openings import Openings
from bot.slack_app import make_app
from bot.web import make_web
from recovery.config import load_config
from recovery.ledger import MemoryLedger
from recovery.people import ChannelEntry, Directory, UserEntry
from tests.bot.slack_double import SlackDouble
from tests.bot.speaking import SECRET, Slack

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
tables:
  - {match: "orders*", rpo: 1h, rto: 4h, channel: C01OPS}
operators: [U01ALICE, U02BOB, S0ONCALL]
approvals:
  - {actions: [backup, pitr-on], quorum: 0}
  - {actions: [protect, pitr-off], approvers: [U02BOB, U03EVE], quorum: 2, expires: 60m}
  - {actions: [restore, copy, delete], approvers: [U02BOB, S0DRTEAM], quorum: 1, expires: 60m}
"""

DIRECTORY = Directory(
    users={
        "U01ALICE": UserEntry(id="U01ALICE", name="alice", zone="America/Los_Angeles"),
        "U02BOB": UserEntry(id="U02BOB", name="bob", zone="Europe/Berlin"),
        "U03EVE": UserEntry(id="U03EVE", name="eve"),
        "U04VIC": UserEntry(id="U04VIC", name="vic"),
        "U05GUEST": UserEntry(id="U05GUEST", name="guest", is_guest=True),
    },
    groups={"S0ONCALL": ("U01ALICE",), "S0DRTEAM": ("U02BOB", "U03EVE", "U05GUEST")},
    channels={
        "C01OPS": ChannelEntry(id="C01OPS", name="operations", is_member=True),
        "C02ALERTS": ChannelEntry(id="C02ALERTS", name="alerts", is_member=True),
        "C03RANDOM": ChannelEntry(id="C03RANDOM", name="random", is_member=False),
    },
    read_at=1_790_000_000.0,
)
NOW = datetime(2026, 11, 14, 2, 19, tzinfo=UTC)


class World:
    """One workspace, one ledger, one clock, and the bot between them.

    Attributes:
        wall: Epoch seconds; moves by itself a little with every request.
        now: Domain time.
    """

    def __init__(self) -> None:
        self.wall = 1_790_000_000.0
        self.now = NOW
        self.ledger = MemoryLedger(wall=lambda: self.wall)
        self.ledger.people.replace(DIRECTORY)
        self.config = load_config(CONFIG)
        draws = itertools.count(1)
        self.desk = Desk(
            config=self.config,
            ledger=self.ledger,
            now=lambda: self.now,
            wall=lambda: self.wall,
            randbelow=lambda below: next(draws) % below,
        )
        self.slack_api = SlackDouble()
        self.client = WebClient(
            token="xoxb-test", base_url=self.slack_api.url, timeout=2, retry_handlers=[]
        )
        self.openings = Openings(self.client, self.desk)
        self.bolt = make_app(self.desk, self.client, self.openings)
        web = make_web(self.desk, self.bolt, SECRET, lambda: "")
        self.slack = Slack(web.test_client(), self)

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.wall += timedelta(**by).total_seconds()

    def close(self) -> None:
        self.openings.close()
        self.slack_api.close()


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()
