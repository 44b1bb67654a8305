"""protect and pitr through boto3, on the sandbox's AWS: what is set up goes on by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import boto3
import pytest

from recovery.config import load_config
from recovery.figures import minutes
from recovery.record import State
from sandbox.aws.running import RunningAws
from sandbox.foundation import lay_foundation
from tests.workers.protect_world import CONFIG
from tests.workers.sandbox_world import SandboxWorld, client
from tests.workers.world import BOB, EVE
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients
from workers.aws.models import PointInTime
from workers.aws.queue_arns import queue_arns
from workers.engine import Engine

REGIONS = ("us-east-2", "us-west-1")
HOME = ("prod", "us-east-2")
START = datetime(2026, 11, 12, 8, 10, tzinfo=UTC)
"""Tables are made and protected by 8:40: the first hour strikes once the tests wait for it."""


class KeptWorld(SandboxWorld):
    """The sandbox's account with its roles and queues, and two people who agree."""

    def __init__(self, sandbox: RunningAws) -> None:
        super().__init__(sandbox)
        self.sandbox_aws = sandbox
        self.config = load_config(CONFIG)
        self.aws = BotoAws(
            clients=Clients(self.config, sandbox.endpoint),
            rates=self.ledger.rates,
            wall=count(1.0).__next__,  # so far apart that no rate is ever used up
            sandbox=True,
        )
        self.queues = queue_arns(lay_foundation(sandbox.endpoint), self.config)

    def engine(self) -> Engine:
        return replace(super().engine(), queues=self.queues)

    def agreed(self, kind: str, **params: str | bool) -> str:
        """A job that two people approved, to its end."""
        job_id = self.ask(kind, "us-east-2/orders", **params)
        job = self.run_to_state(
            job_id, State.AWAITING_APPROVAL, State.SUCCEEDED, State.REFUSED, State.FAILED
        )
        if job.state is State.AWAITING_APPROVAL:
            for person in (BOB, EVE):
                self.say(job_id, "approve", person)
        job = self.run_to_end(job_id)
        assert job.state is State.SUCCEEDED, f"{job.outcome} {job.advice}"
        return job_id

    def names(self, job_id: str) -> list[str]:
        """The steps of its plan."""
        return [step.name for step in self.plan(job_id).steps]

    def points(self, region: str) -> list[str]:
        """Recovery points there that are whole."""
        found, _ = self.aws.backup("prod", region).recovery_points(vault="ddbdr")
        return [point.arn for point in found if point.status in {"COMPLETED", "AVAILABLE"}]


@pytest.fixture
def sandbox(sandbox: RunningAws) -> RunningAws:
    """At a minute of its own: by the machine's clock an hour might strike while a job ends."""
    sandbox.set_clock(now=START)
    return sandbox


@pytest.fixture
def world(sandbox: RunningAws, orders: Any) -> KeptWorld:  # noqa: ANN401, ARG001  a table is there
    return KeptWorld(sandbox)


def test_everything_is_set_up_and_found_again(world: KeptWorld) -> None:
    job_id = world.agreed("protect", rpo="1h", rto="4h")
    assert world.names(job_id)[-1] == "tag-table"
    again = world.agreed("protect", rpo="1h", rto="4h")
    assert world.names(again) == []
    assert world.plan(again).title == "orders is protected so already"


def test_three_hours_without_any_worker_make_three_copies(world: KeptWorld) -> None:
    world.agreed("protect", rpo="1h")
    to_the_hour = (60 - world.time.now().minute) * 60.0
    world.sandbox_aws.advance(to_the_hour)
    for _ in range(3 * 6):
        world.sandbox_aws.advance(600)
    assert len(world.points("us-west-1")) == 3
    assert len(world.points("us-east-2")) in {3, 4}
    found, _ = world.aws.backup(*HOME).copy_jobs(since=world.time.now() - timedelta(hours=4))
    assert {job.state for job in found} <= {"COMPLETED", "RUNNING", "CREATED"}


def test_after_the_first_run_every_part_of_the_worst_case_is_measured(world: KeptWorld) -> None:
    world.agreed("protect", rpo="1h")
    world.sandbox_aws.advance((60 - world.time.now().minute) * 60.0)
    for _ in range(3):
        world.sandbox_aws.advance(600)
    [backup], _ = world.aws.backup(*HOME).backup_jobs()
    [copy], _ = world.aws.backup(*HOME).copy_jobs()
    assert backup.created
    assert backup.initiated
    assert backup.completed
    assert copy.completed
    parts = {
        "start": backup.initiated - backup.created,
        "backup": backup.completed - backup.initiated,
        "copy": copy.completed - backup.completed,
    }
    worst = timedelta(hours=1) + (copy.completed - backup.created)
    said = dict(world.plan(world.agreed("protect", rpo="1h")).explained)["RPO"]
    told = [
        f"{name} {minutes(took.total_seconds())} (the only one timed)"
        for name, took in parts.items()
    ]
    assert f"{minutes(worst.total_seconds())} at worst: interval 1 h" in said
    assert " + ".join(told) in said


def test_off_ends_it_and_keeps_what_was_kept(world: KeptWorld) -> None:
    world.agreed("protect", rpo="1h")
    world.sandbox_aws.advance((60 - world.time.now().minute) * 60.0)
    for _ in range(5):
        world.sandbox_aws.advance(600)
    world.agreed("protect", off=True)
    kept = len(world.points("us-west-1"))
    assert kept >= 1
    for _ in range(18):
        world.sandbox_aws.advance(600)
    assert len(world.points("us-west-1")) <= kept + 1  # one that was on its way arrives
    assert world.aws.backup(*HOME).plans() == ((), "")
    nothing = world.agreed("protect", off=True)
    assert world.names(nothing) == []


def test_a_schedule_makes_backups_of_dynamodbs_own(world: KeptWorld) -> None:
    world.agreed("protect", rpo="1h", strategy="backups", keep="14d")
    for _ in range(3 * 6):
        world.sandbox_aws.advance(600)
    names = [
        one["BackupName"] for one in client(world.sandbox_aws).list_backups()["BackupSummaries"]
    ]
    assert len(names) == 3
    assert all(name.startswith("ddbdr-14d-") for name in names)
    again = world.agreed("protect", rpo="1h", strategy="backups", keep="14d")
    assert world.names(again) == []


def test_what_somebody_changed_on_aws_is_told_and_put_back(world: KeptWorld) -> None:
    def aws(service: str) -> Any:  # noqa: ANN401  boto3's clients have no common type
        endpoint = world.sandbox_aws.endpoint
        return boto3.client(service, region_name="us-east-2", endpoint_url=endpoint)  # type: ignore[call-overload]

    wish: dict[str, str] = {"rpo": "1h", "strategy": "backups"}
    world.agreed("protect", **wish)
    kept = aws("scheduler").get_schedule(Name="ddbdr-orders")
    taken = ("Name", "ScheduleExpression", "Target")
    ends = {"EndDate": world.time.now() + timedelta(days=1), "Description": "of the shop"}
    flexible = {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}}
    aws("scheduler").update_schedule(**{n: kept[n] for n in taken}, **ends, **flexible)
    job_id = world.agreed("protect", **wish)
    said = dict(world.plan(job_id).stated)["To change"]
    assert "EndDate 2026-11-13T" in said
    assert "FlexibleTimeWindow 15 minutes instead of none" in said
    back = aws("scheduler").get_schedule(Name="ddbdr-orders")
    assert "EndDate" not in back
    assert back["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert back["Description"] == "of the shop"
    assert world.names(world.agreed("protect", **wish)) == []


def test_pitr_on_and_off(world: KeptWorld) -> None:
    def window() -> PointInTime:
        return world.aws.dynamodb(*HOME).describe_point_in_time("orders")

    world.agreed("pitr-on", days="14d")
    assert window().days == 14
    world.agreed("pitr-off")
    assert not window().is_on
    world.agreed("pitr-on")
    assert window().is_on
