"""The door to AWS through boto3; keeps `workers.aws.door.Aws`.

Reads are sent up to twice, as botocore's standard retries do. Changes are sent once: most
have no client token, and those that have one may be sent anew by the next visit of their
step, whose claim was checked then, rather than by a retry nobody checks.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from recovery.config import Config
from recovery.ledger.port import Rates
from workers.aws.backup import BotoAwsBackup
from workers.aws.calls import Calls, no_guard
from workers.aws.clients import AT_ONCE, READ_ATTEMPTS, READING, Clients
from workers.aws.door import Guard, Read, settled
from workers.aws.dynamodb import BotoDynamoDb
from workers.aws.events import BotoEventBridge
from workers.aws.kms import BotoKms
from workers.aws.line import Line
from workers.aws.organizations import read_organization
from workers.aws.quotas import BotoQuotas
from workers.aws.scheduler import BotoScheduler


@dataclass(frozen=True, kw_only=True)
class BotoAws:
    """Every account and region, through boto3.

    Attributes:
        clients: Where boto3 clients come from.
        rates: Token buckets shared by all workers.
        wall: Epoch seconds.
        sandbox: Whether the endpoint is overridden.
        session: RoleSessionName of changes.
        guard: Asked right before each change.
    """

    clients: Clients
    rates: Rates
    wall: Callable[[], float]
    sandbox: bool
    session: str = READING
    guard: Guard = no_guard

    def dynamodb(self, account: str, region: str) -> BotoDynamoDb:
        """DynamoDB there."""
        return BotoDynamoDb(
            self._calls(account, region),
            reading=self.clients.client("dynamodb", account, region, attempts=READ_ATTEMPTS),
            changing=self.clients.client(
                "dynamodb", account, region, session=self.session, attempts=1
            ),
        )

    def kms(self, account: str, region: str) -> BotoKms:
        """KMS there."""
        client = self.clients.client("kms", account, region, attempts=READ_ATTEMPTS)
        return BotoKms(self._calls(account, region), client)

    def quotas(self, account: str, region: str) -> BotoQuotas:
        """Service Quotas there."""
        client = self.clients.client("service-quotas", account, region, attempts=READ_ATTEMPTS)
        return BotoQuotas(self._calls(account, region), client)

    def backup(self, account: str, region: str) -> BotoAwsBackup:
        """AWS Backup there."""
        return BotoAwsBackup(self._line("backup", account, region))

    def scheduler(self, account: str, region: str) -> BotoScheduler:
        """EventBridge Scheduler there."""
        return BotoScheduler(self._line("scheduler", account, region))

    def events(self, account: str, region: str) -> BotoEventBridge:
        """EventBridge there."""
        return BotoEventBridge(self._line("events", account, region))

    def organization(self, account: str) -> str:
        """The organization's id, asked at home: there is one of them for all regions."""
        region = self.clients.config.account(account).region
        client = self.clients.client("organizations", account, region, attempts=READ_ATTEMPTS)
        return read_organization(self._calls(account, region, "organizations"), client)

    def acting_for(self, job_id: str, guard: Guard) -> "BotoAws":
        """This door for one job: changes are guarded and carry its id to CloudTrail."""
        return BotoAws(
            clients=self.clients,
            rates=self.rates,
            wall=self.wall,
            sandbox=self.sandbox,
            session=job_id,
            guard=guard,
        )

    def side_by_side(self, reads: Sequence[Read]) -> list[Any]:
        """Run reads at once; each one's answer, or its AwsError, in the same order."""
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="aws") as threads:
            return list(threads.map(settled, reads))

    def _line(self, service: str, account: str, region: str) -> Line:
        client = self.clients.client
        return Line(
            calls=self._calls(account, region, service),
            reading=client(service, account, region, attempts=READ_ATTEMPTS),
            changing=lambda: client(service, account, region, session=self.session, attempts=1),
        )

    def _calls(self, account: str, region: str, service: str = "dynamodb") -> Calls:
        return Calls(
            place=f"{account}/{region}",
            service=service,
            rates=self.rates,
            wall=self.wall,
            guard=self.guard,
            sign_in=lambda: self.clients.sign_in(account, self.session),
        )


def warm(aws: BotoAws, config: Config) -> None:
    """Make the clients of every account before workers are forked: each takes its time."""
    for account in config.accounts:
        for region in (account.region, account.dr_region):
            aws.dynamodb(account.name, region)
            aws.kms(account.name, region)
            aws.quotas(account.name, region)
            aws.backup(account.name, region)
            aws.scheduler(account.name, region)
            aws.events(account.name, region)
            if account.role is None:  # else changes are sent in a session of their job's name
                for service in ("backup", "scheduler", "events"):
                    aws.clients.client(service, account.name, region, attempts=1)
