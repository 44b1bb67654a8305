"""Bad days on demand, and the log of every call."""

import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from sandbox.aws.faults import Kind
from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients


def ask(aws: RunningAws, method: str, page: str, body: object = None) -> tuple[int, Any]:
    request = urllib.request.Request(  # noqa: S310 - the sandbox's own
        f"{aws.endpoint}/_sandbox/{page}",
        data=None if body is None else json.dumps(body).encode(),
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - same
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def backup(ddb: "DynamoDBClient") -> str:
    made = ddb.create_backup(TableName="orders", BackupName="nightly")
    return made["BackupDetails"]["BackupArn"]


def backups(ddb: "DynamoDBClient") -> int:
    return len(ddb.list_backups()["BackupSummaries"])


@pytest.mark.parametrize(
    ("kind", "heard"),
    [
        ("throttle", ("ThrottlingException", 400)),
        ("deny", ("AccessDeniedException", 400)),
        ("error", ("InternalServerError", 500)),
    ],
)
def test_an_error_is_answered_and_nothing_is_done(
    aws: RunningAws,
    ddb: "DynamoDBClient",
    tables: "Tables",
    kind: Kind,
    heard: tuple[str, int],
) -> None:
    tables.make()
    aws.fault("CreateBackup", kind, count=1)
    with pytest.raises(ClientError) as caught:
        backup(ddb)
    response = caught.value.response
    assert heard == (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"])
    assert backups(ddb) == 0
    backup(ddb)


def test_a_lost_answer_is_work_done_and_nothing_heard_of_it(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    aws.fault("CreateBackup", "lost_answer", count=1)
    with pytest.raises(ConnectionClosedError):
        backup(ddb)
    assert backups(ddb) == 1
    (call,) = aws.calls("CreateBackup")
    assert (call.status, call.fault) == (None, "lost_answer")


def test_a_refusal_is_lost_as_well(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    aws.fault("CreateBackup", "lost_answer", count=1)
    with pytest.raises(ConnectionClosedError):
        backup(ddb)


def test_unreachable_is_no_work_and_no_answer(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    aws.fault("CreateBackup", "unreachable", count=1)
    with pytest.raises(ConnectionClosedError):
        backup(ddb)
    assert backups(ddb) == 0


def test_not_supported_is_a_plain_405(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    aws.fault("CreateBackup", "not_supported")
    with pytest.raises(ClientError) as caught:
        backup(ddb)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 405
    assert backups(ddb) == 0


def test_slow_answers_late_but_holds_up_nobody_else(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    aws.fault("CreateBackup", "slow", seconds=0.2, count=1)
    begun = time.monotonic()
    backup(ddb)
    assert time.monotonic() - begun >= 0.2
    assert backups(ddb) == 1


def test_a_fault_counts_down_and_knows_action_region_and_service(
    aws: RunningAws, clients: "Clients", ddb: "DynamoDBClient", west: "DynamoDBClient"
) -> None:
    aws.fault("ListTables", "throttle", count=2, region="us-west-1")
    aws.fault("*", "deny", service="kms")
    ddb.list_tables()
    ddb.list_backups()
    for _ in range(2):
        with pytest.raises(ClientError):
            west.list_tables()
    west.list_tables()
    for _ in range(3):
        with pytest.raises(ClientError, match="AccessDenied"):
            clients("kms").list_keys()
    assert [fault.service for fault in aws.faults()] == ["kms"]
    aws.clear_faults()
    clients("kms").list_keys()


def test_sts_hears_of_a_fault_in_its_own_protocol(aws: RunningAws, clients: "Clients") -> None:
    aws.fault("AssumeRole", "deny")
    with pytest.raises(ClientError) as caught:
        clients("sts").assume_role(
            RoleArn="arn:aws:iam::210987654321:role/ddbdr", RoleSessionName="ddbdr"
        )
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def test_faults_are_set_and_taken_back_over_http(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    wanted = {"action": "ListTables", "kind": "throttle", "count": 3, "region": "us-east-2"}
    status, body = ask(aws, "POST", "faults", wanted)
    assert status == 200
    assert body["faults"][0].items() >= wanted.items()
    with pytest.raises(ClientError):
        ddb.list_tables()
    assert ask(aws, "GET", "faults")[1]["faults"][0]["count"] == 2
    assert ask(aws, "DELETE", "faults")[1] == {"faults": []}
    ddb.list_tables()


@pytest.mark.parametrize(
    "fault", [{"kind": "explode"}, {"kind": "slow", "seconds": -1}, {"kind": "deny", "count": 0}]
)
def test_a_fault_that_makes_no_sense_is_refused(aws: RunningAws, fault: object) -> None:
    assert ask(aws, "POST", "faults", fault)[0] == 422
    assert aws.faults() == []


def test_every_call_is_logged_with_place_time_and_outcome(
    aws: RunningAws, clients: "Clients", ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    aws.clear_calls()
    backup(ddb)
    with pytest.raises(ddb.exceptions.TableNotFoundException):
        ddb.create_backup(TableName="nothing", BackupName="nightly")
    clients("sts", region="us-west-1").get_caller_identity()
    made, failed, sts = ask(aws, "GET", "calls")[1]["calls"]
    assert made | {"wall": ""} == {
        "service": "dynamodb",
        "action": "CreateBackup",
        "region": "us-east-2",
        "account": "123456789012",
        "wall": "",
        "domain": "2026-11-02T08:00:05.000000Z",
        "status": 200,
        "error": None,
        "fault": None,
        "names": {"TableName": "orders", "BackupName": "nightly"},
    }
    assert (failed["status"], failed["error"]) == (400, "TableNotFoundException")
    assert (sts["service"], sts["action"], sts["region"]) == (
        "sts", "GetCallerIdentity", "us-west-1",
    )  # fmt: skip
    assert ask(aws, "DELETE", "calls")[1] == {"calls": []}


def test_the_profile_changes_only_what_is_named(aws: RunningAws) -> None:
    before = ask(aws, "GET", "profile")[1]
    assert (before["restore_seconds"], before["backup_seconds"]) == (1200, 30)
    after = ask(aws, "POST", "profile", {"restore_seconds": 0, "restore_summary": False})[1]
    assert after == before | {"restore_seconds": 0, "restore_summary": False}
    assert ask(aws, "POST", "profile", {"restore_second": 0})[0] == 422
    assert ask(aws, "POST", "profile", {"restore_seconds": -1})[0] == 422


def test_a_wrong_page_or_method_is_named(aws: RunningAws) -> None:
    assert ask(aws, "GET", "cloks")[0] == 404
    assert ask(aws, "POST", "clock", {})[0] == 405


def test_every_third_call_fails(aws: RunningAws, ddb: "DynamoDBClient") -> None:
    aws.fault("ListTables", "throttle", every=3)
    heard = []
    for _ in range(7):
        try:
            ddb.list_tables()
            heard.append(True)
        except ClientError:
            heard.append(False)
    assert heard == [True, True, False, True, True, False, True]


def test_a_fault_of_one_account_is_not_the_others(
    aws: RunningAws, clients: "Clients", ddb: "DynamoDBClient"
) -> None:
    given = clients("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/ddbdr", RoleSessionName="ddbdr"
    )["Credentials"]
    other = clients("dynamodb", access_key=given["AccessKeyId"], token=given["SessionToken"])
    aws.fault("ListTables", "deny", account="210987654321")
    ddb.list_tables()
    with pytest.raises(ClientError) as caught:
        other.list_tables()
    assert ":assumed-role/ddbdr/ddbdr is not authorized" in str(caught.value)
    assert [call.account for call in aws.calls("ListTables")] == ["123456789012", "210987654321"]
