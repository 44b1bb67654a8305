"""How many calls a second go to AWS, by what it publishes."""

import pytest

from recovery.ledger.memory import MemoryLedger
from workers.aws.calls import Calls
from workers.aws.errors import Paced
from workers.aws.rates import Limit, limits


class Second:
    """Wall time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.rates = MemoryLedger().rates
        self.now = 1_000_000.0
        self.sent = 0

    def wall(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def send(self) -> None:
        self.sent += 1


def calls(second: Second, service: str, place: str = "prod/us-east-2") -> Calls:
    return Calls(
        place=place,
        service=service,
        rates=second.rates,
        wall=second.wall,
        sleep=second.sleep,
        guard=lambda _seconds: None,
    )


@pytest.fixture
def second() -> Second:
    return Second()


@pytest.mark.parametrize(
    ("service", "operation", "per_second"),
    [
        ("backup", "StartBackupJob", 5),
        ("backup", "StartCopyJob", 5),
        ("backup", "DeleteRecoveryPoint", 10),
        ("backup", "DescribeBackupJob", 15),
        ("backup", "ListBackupJobs", 20),
        ("scheduler", "GetSchedule", 50),
        ("events", "DescribeRule", 50),
        ("dynamodb", "TagResource", 5),
        ("dynamodb", "ListBackups", 5),
    ],
)
def test_no_second_holds_more_calls_than_aws_publishes(
    second: Second, service: str, operation: str, per_second: int
) -> None:
    begin = second.now
    while second.now < begin + 1:
        calls(second, service).read(operation, second.send)
    # One more than the rate is sent when the second is over.
    assert per_second <= second.sent <= per_second + 1


def test_all_calls_of_aws_backup_together_have_a_rate_too(second: Second) -> None:
    operations = ("ListBackupJobs", "ListCopyJobs", "DescribeBackupJob", "GetBackupPlan",
                  "ListBackupVaults", "ListBackupPlans")  # fmt: skip
    sent = 0
    for operation in operations * 20:
        try:
            calls(second, "backup").read(operation, second.send, patient=False)
            sent += 1
        except Paced:
            continue
    assert sent == 20, "what may come at once of 50 a second"


def test_regions_and_services_do_not_wait_for_one_another(second: Second) -> None:
    for place in ("prod/us-east-2", "prod/us-west-1", "test/us-east-2"):
        for service in ("backup", "events", "scheduler"):
            for _ in range(2):
                calls(second, service, place).change("Start", second.send)
    assert second.sent == 18


def test_a_change_does_not_wait_for_its_rate(second: Second) -> None:
    for _ in range(2):
        calls(second, "backup").change("StartCopyJob", second.send)
    with pytest.raises(Paced) as caught:
        calls(second, "backup").change("StartCopyJob", second.send)
    assert 0 < caught.value.seconds < 1
    assert second.sent == 2


def test_a_rate_below_one_a_second_lets_calls_pass_after_all(second: Second) -> None:
    begin = second.now
    for _ in range(3):
        calls(second, "organizations").read("DescribeOrganization", second.send)
    assert second.sent == 3
    assert second.now > begin + 1


def test_what_aws_publishes_no_rate_for_gets_the_least() -> None:
    own, together = limits("backup", "SomethingNew")
    assert own == Limit("backup/SomethingNew", 5.0)
    assert together == Limit("backup", 50.0)
    assert limits("dynamodb", "UpdateTable") == (Limit("control-plane", 2500.0),)
