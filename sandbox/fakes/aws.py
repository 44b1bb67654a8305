"""The door to an AWS in memory; keeps `workers.aws.door.Aws`.

It refuses what AWS refuses, and changes are guarded like real ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.fakes.backup import FakeAwsBackup
from sandbox.fakes.cloud import Call, Cloud
from sandbox.fakes.dynamodb import FakeDynamoDb
from sandbox.fakes.errors import coded
from sandbox.fakes.plans import FakeEventBridge, FakeScheduler
from workers.aws.calls import CHANGE_SECONDS
from workers.aws.door import Guard, Read, settled
from workers.aws.models import Key

Answer = TypeVar("Answer")


def nobody(_seconds: float) -> None:
    """The guard of a door that was opened for nobody."""
    raise RuntimeError("a change needs `acting_for(job_id, guard)`")


@dataclass(frozen=True, kw_only=True)
class FakeAws:
    """Every account and region of a Cloud."""

    cloud: Cloud
    sandbox: bool = False
    job_id: str = ""
    guard: Guard = nobody

    def dynamodb(self, account: str, region: str) -> FakeDynamoDb:
        """DynamoDB there."""
        return FakeDynamoDb(self.cloud, account, region, self._line(account, region))

    def kms(self, account: str, region: str) -> "FakeKms":
        """KMS there."""
        return FakeKms(self.cloud, account, region, self._line(account, region))

    def quotas(self, account: str, region: str) -> "FakeQuotas":
        """Service Quotas there."""
        return FakeQuotas(self.cloud, account, region, self._line(account, region))

    def backup(self, account: str, region: str) -> FakeAwsBackup:
        """AWS Backup there."""
        return FakeAwsBackup(self.cloud, account, region, self._line(account, region))

    def scheduler(self, account: str, region: str) -> FakeScheduler:
        """EventBridge Scheduler there."""
        return FakeScheduler(self.cloud, account, region, self._line(account, region))

    def events(self, account: str, region: str) -> FakeEventBridge:
        """EventBridge there."""
        return FakeEventBridge(self.cloud, account, region, self._line(account, region))

    def organization(self, account: str) -> str:
        """DescribeOrganization."""
        line = self._line(account, "us-east-1")
        return line.read(
            "DescribeOrganization", "", lambda: self.cloud.organizations.get(account, "")
        )

    def acting_for(self, job_id: str, guard: Guard) -> "FakeAws":
        """This door for one job."""
        return FakeAws(cloud=self.cloud, sandbox=self.sandbox, job_id=job_id, guard=guard)

    def side_by_side(self, reads: Sequence[Read]) -> list[Any]:
        """One after the other, so that a test is the same each time."""
        return [settled(read) for read in reads]

    def _line(self, account: str, region: str) -> "Line":
        return Line(
            cloud=self.cloud,
            account=account,
            region=region,
            job_id=self.job_id,
            guard=self.guard,
        )


@dataclass(frozen=True, kw_only=True)
class Line:
    """How calls reach the Cloud from one account, region and job."""

    cloud: Cloud
    account: str
    region: str
    job_id: str
    guard: Guard

    def read(self, operation: str, about: str, do: Callable[[], Answer]) -> Answer:
        """A call that changes nothing."""
        return self.cloud.receive(self._call(operation, about), do)

    def change(self, operation: str, about: str, do: Callable[[], Answer]) -> Answer:
        """A call that changes something."""
        self.guard(CHANGE_SECONDS)
        return self.cloud.receive(self._call(operation, about), do)

    def error(self, code: str, operation: str, message: str = "") -> Exception:
        """The error AWS answers with from there."""
        return coded(code, operation, f"{self.account}/{self.region}", message)

    def _call(self, operation: str, about: str) -> Call:
        return Call(
            operation=operation,
            account=self.account,
            region=self.region,
            about=about,
            job_id=self.job_id,
        )


class FakeKms:
    """Keeps `workers.aws.door.Kms`."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: Line) -> None:
        self._here = cloud.region(account, region)
        self._line = line

    def describe_key(self, key: str) -> Key:
        """The key by what it was stored under."""

        def look() -> Key:
            if key not in self._here.keys:
                raise self._line.error("NotFoundException", "DescribeKey")
            return self._here.keys[key]

        return self._line.read("DescribeKey", key, look)

    def key_policy(self, key: str) -> str:
        """Its policy; a key without one is of another account, which KMS tells nothing."""

        def look() -> str:
            if key not in self._here.key_policies:
                raise self._line.error("AccessDeniedException", "GetKeyPolicy")
            return self._here.key_policies[key]

        return self._line.read("GetKeyPolicy", key, look)


class FakeQuotas:
    """Keeps `workers.aws.door.Quotas`."""

    def __init__(self, cloud: Cloud, account: str, region: str, line: Line) -> None:
        self._here = cloud.region(account, region)
        self._line = line

    def dynamodb_tables(self) -> int:
        """The quota."""
        return self._line.read("GetServiceQuota", "tables", lambda: self._here.table_quota)
