"""A region that is gone, for every service, until it is back."""

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from sandbox.aws.clients import once, session
from sandbox.aws.outages import Outage, OutageKind, Outages
from sandbox.aws.running import RunningAws
from tests.sandbox.aws.test_faults import ask

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

GONE, HERE = "us-east-2", "us-west-1"


def test_every_service_of_that_region_and_no_other(aws: RunningAws, clients: "Clients") -> None:
    aws.outage(GONE, "refused")
    for service, operation in (
        ("dynamodb", "list_tables"),
        ("kms", "list_keys"),
        ("sts", "get_caller_identity"),
    ):
        with pytest.raises(ConnectionClosedError):
            getattr(clients(service, GONE), operation)()
        getattr(clients(service, HERE), operation)()
    aws.end_outage(GONE)
    clients("dynamodb", GONE).list_tables()


def test_a_timeout_is_silence_until_the_client_gives_up(aws: RunningAws) -> None:
    impatient = once().merge(Config(read_timeout=0.3))
    client = session().client(
        "dynamodb", region_name=GONE, endpoint_url=aws.endpoint, config=impatient
    )
    aws.outage(GONE)
    with pytest.raises(ReadTimeoutError):
        client.list_tables()
    client.close()


def test_an_error_is_a_503(aws: RunningAws, clients: "Clients") -> None:
    aws.outage(GONE, "error")
    for service, operation in (
        ("dynamodb", "list_tables"),
        ("sts", "get_caller_identity"),
    ):
        with pytest.raises(ClientError) as caught:
            getattr(clients(service, GONE), operation)()
        response = caught.value.response
        assert response["Error"]["Code"] == "ServiceUnavailable"
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_calls_into_an_outage_are_logged_as_such(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    aws.outage(GONE, "refused")
    with pytest.raises(ConnectionClosedError):
        ddb.list_tables()
    (call,) = aws.calls("ListTables")
    assert (call.status, call.fault, call.region) == (None, "outage", GONE)


def test_the_dead_region_cannot_be_restored_from(
    aws: RunningAws,
    ddb: "DynamoDBClient",
    west: "DynamoDBClient",
    tables: "Tables",
    west_tables: "Tables",
) -> None:
    arn = tables.make(pitr=True)
    backup = ddb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]
    aws.advance(600)
    aws.outage(GONE, "error")
    override: Any = {"SSESpecificationOverride": {"Enabled": False}}
    restores: dict[str, dict[str, Any]] = {
        "restore_table_to_point_in_time": {
            "SourceTableArn": arn,
            "TargetTableName": "orders-west",
            "UseLatestRestorableTime": True,
        },
        "restore_table_from_backup": {
            "BackupArn": backup["BackupArn"],
            "TargetTableName": "orders-back",
        },
    }
    for operation, given in restores.items():
        with pytest.raises(ClientError, match="InternalServerError"):
            getattr(west, operation)(**given, **override)
    aws.end_outage()
    west.restore_table_to_point_in_time(
        SourceTableArn=arn, TargetTableName="orders-west", UseLatestRestorableTime=True, **override
    )
    assert west_tables.status("orders-west") == "CREATING"


def test_what_aws_works_on_there_goes_on(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    arn = ddb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]["BackupArn"]
    aws.outage(GONE, "refused")
    aws.advance(3600)
    aws.end_outage()
    found = ddb.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
    assert found["BackupStatus"] == "AVAILABLE"


def test_outages_over_http(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    status, body = ask(aws, "POST", "outages", {"region": GONE, "kind": "error"})
    assert (status, body) == (
        200, {"outages": [{"region": GONE, "kind": "error", "seconds": None}]},
    )  # fmt: skip
    ask(aws, "POST", "outages", {"region": HERE, "kind": "refused"})
    with pytest.raises(ClientError):
        ddb.list_tables()
    left = ask(aws, "DELETE", f"outages?region={GONE}")[1]["outages"]
    assert [outage["region"] for outage in left] == [HERE]
    ddb.list_tables()
    assert ask(aws, "DELETE", "outages")[1] == ask(aws, "GET", "outages")[1] == {"outages": []}


@pytest.mark.parametrize(
    "outage",
    [{}, {"region": "here"}, {"region": GONE, "kind": "flood"}, {"region": GONE, "seconds": 0}],
)
def test_an_outage_that_makes_no_sense_is_refused(aws: RunningAws, outage: object) -> None:
    assert ask(aws, "POST", "outages", outage)[0] == 422
    assert ask(aws, "GET", "outages")[1] == {"outages": []}


def test_an_outage_for_so_many_seconds_ends_by_itself() -> None:
    instant = [100.0]
    outages = Outages(now=lambda: instant[0])
    outages.declare(Outage(region=GONE, kind="error", seconds=30))
    instant[0] += 29.9
    assert outages.is_out(GONE)
    instant[0] += 0.1
    assert not outages.is_out(GONE)
    assert outages.present() == []


@pytest.mark.parametrize("kind", ["timeout", "refused"])
def test_a_held_call_is_let_go_when_the_outage_ends(kind: OutageKind) -> None:
    outages = Outages()
    outages.declare(Outage(region=GONE, kind=kind))
    held = threading.Thread(target=outages.hold, args=(GONE,))
    held.start()
    time.sleep(0.05)
    assert held.is_alive()
    outages.end(GONE)
    held.join(10)
    assert not held.is_alive()
