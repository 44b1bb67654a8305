"""What protects a table, through the door to DynamoDB."""

from typing import Any

import pytest

from recovery.config import load_config
from recovery.ledger.memory import MemoryLedger
from sandbox.aws.call import AwsError
from tests.workers.aws_doors.strict_aws import StrictAws, door
from tests.workers.world import CONFIG
from workers.aws.boto import BotoAws, warm
from workers.aws.clients import Clients
from workers.aws.door import DynamoDb
from workers.aws.errors import Busy, NotFound

TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"


@pytest.fixture
def dynamodb(aws: StrictAws) -> DynamoDb:
    return door(aws).dynamodb("prod", "us-east-2")


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ({"on": True}, {"PointInTimeRecoveryEnabled": True}),
        ({"on": True, "days": 7}, {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}),
        ({"on": False, "days": 7}, {"PointInTimeRecoveryEnabled": False}),
    ],
)
def test_point_in_time_recovery_is_switched(
    aws: StrictAws, dynamodb: DynamoDb, wanted: dict[str, Any], sent: dict[str, Any]
) -> None:
    dynamodb.switch_point_in_time("orders", **wanted)
    assert aws.sent == [
        (
            "UpdateContinuousBackups",
            {"TableName": "orders", "PointInTimeRecoverySpecification": sent},
        )
    ]


@pytest.mark.parametrize("on", [True, False])
def test_deletion_protection_is_all_that_is_updated(
    aws: StrictAws, dynamodb: DynamoDb, *, on: bool
) -> None:
    dynamodb.protect_from_deletion("orders", on=on)
    assert aws.sent == [("UpdateTable", {"TableName": "orders", "DeletionProtectionEnabled": on})]


def test_tags_are_put_and_taken_away(aws: StrictAws, dynamodb: DynamoDb) -> None:
    dynamodb.tag(TABLE, {"ddbdr": "hourly"})
    dynamodb.untag(TABLE, ("ddbdr", "backup"))
    assert aws.sent == [
        ("TagResource", {"ResourceArn": TABLE, "Tags": [{"Key": "ddbdr", "Value": "hourly"}]}),
        ("UntagResource", {"ResourceArn": TABLE, "TagKeys": ["ddbdr", "backup"]}),
    ]


def test_a_table_that_is_being_updated_is_busy(aws: StrictAws, dynamodb: DynamoDb) -> None:
    busy = AwsError("ResourceInUseException", "Table is being updated")
    aws.tell("UpdateTable", busy)
    aws.tell("TagResource", busy)
    with pytest.raises(Busy):
        dynamodb.protect_from_deletion("orders", on=True)
    with pytest.raises(Busy):
        dynamodb.tag(TABLE, {"ddbdr": "hourly"})


def test_a_table_whose_backups_are_being_enabled_is_busy_and_one_that_is_gone_is_not_found(
    aws: StrictAws, dynamodb: DynamoDb
) -> None:
    aws.tell(
        "UpdateContinuousBackups",
        AwsError("ContinuousBackupsUnavailableException", "Backups are being enabled"),
        AwsError("TableNotFoundException", "orders"),
    )
    with pytest.raises(Busy):
        dynamodb.switch_point_in_time("orders", on=True)
    with pytest.raises(NotFound):
        dynamodb.switch_point_in_time("orders", on=True)


class Noting(Clients):
    """Clients that note which of them are asked for, and how often one may send a call."""

    def __init__(self, config: str) -> None:
        super().__init__(load_config(config), None)
        self.asked: set[tuple[str, str, int]] = set()

    def client(self, service: str, account: str, region: str, **named: Any) -> Any:  # noqa: ANN401
        self.asked.add((service, region, named["attempts"]))
        return super().client(service, account, region, **named)


ONCE, TWICE = 1, 2
CHANGING = ("dynamodb", "backup", "scheduler", "events")
ROLE = "role: arn:aws:iam::123456789012:role/ddbdr, region: us-east-2"


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("config", "changing"),
    [(CONFIG, CHANGING), (CONFIG.replace("region: us-east-2", ROLE), ("dynamodb",))],
)
def test_clients_are_made_beforehand_but_those_of_one_job(
    config: str, changing: tuple[str, ...]
) -> None:
    clients = Noting(config)
    rates = MemoryLedger().rates
    warm(BotoAws(clients=clients, rates=rates, wall=lambda: 1.0, sandbox=True), clients.config)
    reading = (*CHANGING, "kms", "service-quotas")
    assert clients.asked == {
        (service, region, attempts)
        for region in ("us-east-2", "us-west-1")
        for services, attempts in ((reading, TWICE), (changing, ONCE))
        for service in services
    }


@pytest.mark.usefixtures("aws")
def test_a_visit_that_only_looks_makes_no_client_for_changes() -> None:
    clients = Noting(CONFIG)
    aws = BotoAws(clients=clients, rates=MemoryLedger().rates, wall=lambda: 1.0, sandbox=True)
    aws.acting_for("J-7F3K2Q1", lambda _seconds: None).backup("prod", "us-east-2")
    assert clients.asked == {("backup", "us-east-2", TWICE)}
