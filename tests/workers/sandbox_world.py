"""A world whose AWS is the sandbox's server, reached through boto3."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3

from recovery.plan import Plan
from recovery.record import State
from sandbox.aws.running import RunningAws
from tests.workers.world import Time, World
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class SandboxTime(Time):
    """The sandbox's domain time; wall time passes along with it."""

    def __init__(self, sandbox: RunningAws) -> None:
        super().__init__()
        self._sandbox = sandbox

    def now(self) -> datetime:
        return self._sandbox.now()

    def pass_by(self, seconds: float) -> None:
        self._sandbox.advance(seconds)
        self.wall_seconds += seconds


class SandboxWorld(World):
    """A world whose AWS is the sandbox's server."""

    def __init__(self, sandbox: RunningAws) -> None:
        super().__init__(sandbox=True)
        self.time = SandboxTime(sandbox)
        self.aws = BotoAws(
            clients=Clients(self.config, sandbox.endpoint),
            rates=self.ledger.rates,
            wall=self.time.wall,
            sandbox=True,
        )


def client(sandbox: RunningAws, region: str = "us-east-2") -> "DynamoDBClient":
    """DynamoDB of the sandbox there."""
    return boto3.client("dynamodb", region_name=region, endpoint_url=sandbox.endpoint)


def restored(world: SandboxWorld, **params: str | bool) -> tuple[Plan, dict[str, Any]]:
    """The plan of a restore that was approved, and what its last step learnt."""
    job_id = world.ask("restore", "orders", **params)
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    return world.plan(job_id), dict(job.facts_of("await-table"))
