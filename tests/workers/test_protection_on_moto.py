"""What protects a table, on moto's own server: it knows few calls of AWS Backup, and says so oddly.

An unknown one is a page of HTML with status 404, or 500 where others of its address are known.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
import structlog

from recovery.config import load_config
from recovery.job import Job
from recovery.record import State
from tests import aws_samples as samples
from tests.workers.moto_world import add_orders, client, place, serving
from tests.workers.protect_world import CONFIG, QUEUES
from tests.workers.world import BOB, EVE, World
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients
from workers.aws.sqs import BotoQueues
from workers.chores.names import all_chores
from workers.engine import Engine
from workers.events import SqsQueue
from workers.listener import Listener
from workers.tick import advance_all

REGIONS = ("us-east-2", "us-west-1")
MAY = CONFIG.replace("[protect, pitr-off]", "[protect, pitr-off, copy, delete]")


class MotoWorld(World):
    """An account whose AWS is moto, with vaults and event queues by name."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(sandbox=True, config=load_config(MAY))
        place(self, endpoint)
        self.aws = BotoAws(
            clients=Clients(self.config, endpoint),
            rates=self.ledger.rates,
            wall=count(1.0).__next__,  # so far apart that no rate is ever used up
            sandbox=True,
        )

    def engine(self) -> Engine:
        return replace(super().engine(), queues=QUEUES)

    def ended(self, kind: str, **params: str | bool) -> Job:
        """A job that two people approved, at rest."""
        job_id = self.ask(kind, "us-east-2/orders", **params)
        rests = (State.REFUSED, State.FAILED, State.SUCCEEDED, State.STUCK)
        job = self.run_to_state(job_id, State.AWAITING_APPROVAL, *rests)
        if job.state is State.AWAITING_APPROVAL:
            for person in (BOB, EVE):
                self.say(job_id, "approve", person)
        return self.run_to_state(job_id, *rests)

    def look(self) -> None:
        """Every chore once."""
        for chore in all_chores(self.config):
            self.ledger.due.wake(chore, now=self.time.now())
        claimed = self.ledger.due.claim(
            now=self.time.now(), wall=self.time.wall(), limit=99, lease_seconds=30
        )
        advance_all(self.engine(), claimed)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def moto(endpoint: str) -> Any:  # noqa: ANN401
    """A client of a moto with `orders` and no protection."""
    return add_orders(endpoint)


@pytest.fixture
def world(endpoint: str, moto: Any) -> MotoWorld:  # noqa: ANN401, ARG001  a table is there
    return MotoWorld(endpoint)


def tags(moto: Any) -> dict[str, str]:  # noqa: ANN401
    arn = moto.describe_table(TableName="orders")["Table"]["TableArn"]
    return {one["Key"]: one["Value"] for one in moto.list_tags_of_resource(ResourceArn=arn)["Tags"]}


def test_a_plan_without_selections_is_taken_back_and_the_call_named(
    world: MotoWorld,
    moto: Any,  # noqa: ANN401
    endpoint: str,
) -> None:
    job = world.ended("protect", rpo="1h")
    assert job.state is State.FAILED
    assert job.outcome == "This endpoint breaks at ListBackupSelections, which it may not know."
    assert client(endpoint, "backup").list_backup_plans()["BackupPlansList"] == []
    assert tags(moto) == {}


def test_a_schedule_is_set_up_found_again_and_taken_away(
    world: MotoWorld,
    moto: Any,  # noqa: ANN401
    endpoint: str,
) -> None:
    scheduler, events = client(endpoint, "scheduler"), client(endpoint, "events")
    assert world.ended("protect", rpo="1h", strategy="backups").state is State.SUCCEEDED
    assert [one["Name"] for one in scheduler.list_schedules()["Schedules"]] == ["ddbdr-orders"]
    assert events.list_rules(NamePrefix="ddbdr-")["Rules"]
    assert tags(moto)
    again = world.ended("protect", rpo="1h", strategy="backups")
    assert world.plan(again.id).steps == ()
    assert world.ended("protect", off=True).state is State.SUCCEEDED
    assert scheduler.list_schedules()["Schedules"] == []
    assert events.list_rules(NamePrefix="ddbdr-")["Rules"] == []
    assert tags(moto) == {}


def test_pitr_goes_on_for_some_days_and_off(world: MotoWorld, moto: Any) -> None:  # noqa: ANN401
    def recovery() -> dict[str, Any]:
        described = moto.describe_continuous_backups(TableName="orders")
        return dict(described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"])

    assert world.ended("pitr-on", days="14d").state is State.SUCCEEDED
    assert recovery()["RecoveryPeriodInDays"] == 14
    assert world.ended("pitr-off").state is State.SUCCEEDED
    assert recovery()["PointInTimeRecoveryStatus"] == "DISABLED"


def test_a_copy_ends_with_the_call_that_is_not_known(world: MotoWorld, endpoint: str) -> None:
    for region in REGIONS:
        client(endpoint, "backup", region).create_backup_vault(BackupVaultName="ddbdr")
    job = world.ended("copy")
    assert job.state is State.FAILED
    assert job.outcome == "This endpoint does not know StartBackupJob."
    unchecked = {check.name: check.detail for check in world.plan(job.id).checks}
    assert "does not know ListBackupJobs" in unchecked["other jobs of this table"]


def test_lists_hold_what_can_be_read_beside_what_cannot(world: MotoWorld, endpoint: str) -> None:
    backup = client(endpoint, "backup")
    rule = {"RuleName": "daily", "TargetBackupVaultName": "ddbdr"}
    backup.create_backup_plan(BackupPlan={"BackupPlanName": "theirs", "Rules": [rule]})
    assert world.ended("protect", rpo="1h", strategy="backups").state is State.SUCCEEDED
    made = world.ended("backup")
    world.look()
    assert [one.name for one in world.ledger.sightings.schedules()] == ["ddbdr-orders"]
    [known] = world.ledger.sightings.backups(table="orders")
    assert known.name.endswith(made.id)
    assert world.ended("delete", backup=known.arn).state is State.SUCCEEDED


def test_an_event_in_motos_words_is_heard_from_its_queue(world: MotoWorld, endpoint: str) -> None:
    sqs = client(endpoint, "sqs")
    url = sqs.create_queue(QueueName="ddbdr-events")["QueueUrl"]
    instants = {"time": 1795457645.25, "ingestion-time": 1795457645.25}
    event = samples.backup("FAILED", statusMessage="No space.") | instants
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
    listener = Listener(
        SqsQueue(BotoQueues(Clients(world.config, endpoint)).open(url)),
        ledger=world.ledger,
        config=world.config,
        clock=world.time,
        wall=world.time.wall,
        log=structlog.get_logger(),
    )
    assert listener.turn(wait_seconds=0) == 0.0
    assert [(one.name, one.table) for one in world.notices()] == [("BackupFailed", "orders")]
    assert "policy" in listener.state.warning
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
