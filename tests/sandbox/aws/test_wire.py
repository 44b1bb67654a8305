"""What goes over the wire: signatures, shapes, bodies, errors in each service's protocol."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.call import AwsError, Call, HttpRequest, json_answer
from sandbox.aws.models import service_model
from sandbox.aws.outputs import checked, misfits
from sandbox.aws.reading import read_call
from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import JSON, TARGETS, ask_aws, authorization, code_of, send
from tests.sandbox.aws_clients import Clients


def stamp(instant: datetime) -> dict[str, str]:
    text = f"{instant:%Y%m%dT%H%M%SZ}"
    return JSON | {"X-Amz-Date": text, "Authorization": authorization(date=text[:8])}


# Signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "MissingAuthenticationTokenException"),
        ({"Authorization": "Bearer x"}, "MissingAuthenticationTokenException"),
        ({"Authorization": "AWS4-HMAC-SHA1 Credential=a/b/c/d/e"}, "IncompleteSignatureException"),
        ({"Authorization": "AWS4-HMAC-SHA256 Signature=0"}, "IncompleteSignatureException"),
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=a/b/c"}, "IncompleteSignatureException"),
        ({"Authorization": authorization("kms")}, "InvalidSignatureException"),
        ({"Authorization": authorization(), "X-Amz-Date": "today"}, "IncompleteSignatureException"),
    ],
)
def test_a_signature_that_is_none(aws: RunningAws, header: dict[str, str], code: str) -> None:
    answer = send(aws.endpoint, b"{}", JSON | header)
    assert (answer[0], code_of(answer)) == (400, code)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_signature_of_another_time_is_refused(aws: RunningAws, minutes: int) -> None:
    now = datetime.now(UTC)
    answer = send(aws.endpoint, b"{}", stamp(now + timedelta(minutes=minutes)))
    assert (answer[0], code_of(answer)) == (400, "InvalidSignatureException")
    assert send(aws.endpoint, b"{}", stamp(now + timedelta(minutes=minutes / 2)))[0] == 200


# Requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "action", "payload", "words"),
    [
        (
            "dynamodb",
            "ListTables",
            {"Limit": "many"},
            "STRING_VALUE cannot be converted to Integer",
        ),
        ("dynamodb", "DescribeTable", {"TableName": 7}, "NUMBER_VALUE cannot be converted"),
        ("dynamodb", "DescribeTable", {"TableName": ["a"]}, "Start of list"),
        ("dynamodb", "DeleteTable", {"TableName": {"a": 1}}, "Start of structure or map"),
        ("dynamodb", "CreateTable", {"KeySchema": {}}, "Start of structure or map"),
        ("dynamodb", "UpdateTable", {"SSESpecification": True}, "Unexpected field type"),
        ("kms", "DescribeKey", {"KeyId": True}, "TRUE_VALUE cannot be converted to String"),
        ("kms", "ListKeys", {"Limit": "ten"}, "STRING_VALUE cannot be converted to Integer"),
        ("servicequotas", "GetServiceQuota", {"QuotaCode": 1.5}, "DECIMAL_VALUE"),
    ],
)
def test_a_wrong_type_cannot_be_read(
    aws: RunningAws, service: str, action: str, payload: dict[str, object], words: str
) -> None:
    answer = ask_aws(aws.endpoint, service, action, payload)
    assert (answer[0], code_of(answer)) == (400, "SerializationException")
    assert words in json.loads(answer[1])["message"]


@pytest.mark.parametrize("service", TARGETS)
def test_an_action_that_aws_does_not_have(aws: RunningAws, service: str) -> None:
    answer = ask_aws(aws.endpoint, service, "CopyBackupToRegion")
    assert (answer[0], code_of(answer)) == (400, "UnknownOperationException")
    status, body = ask_aws(aws.endpoint, "sts", "", form="Action=Assume&Version=2011-06-15")
    assert (status, b"<Code>InvalidAction</Code>" in body) == (400, True)


def test_unknown_members_and_nulls_are_passed_over(aws: RunningAws) -> None:
    odd = {"Limit": 10, "NoSuchMember": {"a": [1]}, "ExclusiveStartTableName": None}
    assert ask_aws(aws.endpoint, "dynamodb", "ListTables", odd)[0] == 200
    assert ask_aws(aws.endpoint, "kms", "ListKeys", {"NoSuchMember": 1})[0] == 200


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({}, "2 validation errors detected: Value null at 'tableName' failed to satisfy"),
        ({}, "constraint: Member must not be null; Value null at 'backupName'"),
        ({"TableName": "orders", "BackupName": "ab"},
         "Value 'ab' at 'backupName' failed to satisfy constraint: Member must have length"),
        ({"TableName": "orders", "BackupName": "a b c"}, "regular expression pattern"),
        ({"TableName": "orders", "BackupName": "a" * 256}, "length less than or equal to 255"),
    ],
)  # fmt: skip
def test_what_breaks_a_constraint_is_told_as_aws_does(
    aws: RunningAws, payload: dict[str, object], words: str
) -> None:
    answer = ask_aws(aws.endpoint, "dynamodb", "CreateBackup", payload)
    assert (answer[0], code_of(answer)) == (400, "ValidationException")
    assert words in json.loads(answer[1])["message"]


@pytest.mark.parametrize(
    ("service", "method", "path", "query", "action"),
    [
        ("backup", "GET", "/backup-vaults/", "", "ListBackupVaults"),
        ("backup", "PUT", "/backup-vaults/ddbdr", "", "CreateBackupVault"),
        (
            "backup", "GET",
            "/backup-vaults/ddbdr/recovery-points/arn:aws:backup:us-east-2:1:recovery-point:1", "",
            "DescribeRecoveryPoint",
        ),
        ("s3", "GET", "/bucket", "list-type=2", "ListObjectsV2"),
        ("s3", "GET", "/bucket", "location=", "GetBucketLocation"),
        ("route53", "GET", "/2013-04-01/hostedzone/Z1", "", "GetHostedZone"),
    ],
)  # fmt: skip
def test_an_action_is_known_by_its_path(
    service: str, method: str, path: str, query: str, action: str
) -> None:
    headers = {"authorization": authorization(service)}
    request = HttpRequest(method, path, query, headers, b"")
    assert read_call(request, datetime.now(UTC)).action == action


# Errors -------------------------------------------------------------------------------------


HEARD = """
dynamodb list_tables ThrottlingException AccessDeniedException InternalServerError
dynamodb scan ProvisionedThroughputExceededException AccessDeniedException InternalServerError
kms list_keys ThrottlingException AccessDeniedException KMSInternalException
service-quotas list_services TooManyRequestsException AccessDeniedException ServiceException
sts get_caller_identity Throttling AccessDenied InternalFailure
sns list_topics Throttled AuthorizationError InternalError
s3 list_buckets SlowDown AccessDenied InternalError
route53 list_hosted_zones Throttling AccessDenied InternalFailure
ec2 describe_vpcs RequestLimitExceeded UnauthorizedOperation InternalFailure
backup list_backup_vaults ThrottlingException AccessDeniedException InternalFailure
"""
"""Service, call, and the codes of throttle, deny and error."""


@pytest.mark.parametrize("heard", HEARD.strip().splitlines())
def test_a_fault_is_heard_in_the_protocol_of_its_service(
    aws: RunningAws, clients: Clients, heard: str
) -> None:
    service, operation, *codes = heard.split()
    given = {"TableName": "orders"} if operation == "scan" else {}
    client = clients(service)
    for kind, code in zip(("throttle", "deny", "error"), codes, strict=True):
        aws.fault("*", kind, count=1)  # type: ignore[arg-type]
        with pytest.raises(ClientError) as caught:
            getattr(client, operation)(**given)
        assert caught.value.response["Error"]["Code"] == code
        assert caught.value.response["Error"]["Message"]
    assert aws.faults() == []


def test_a_denial_names_who_what_and_where(aws: RunningAws, clients: Clients) -> None:
    aws.fault("*", "deny")
    table = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
    who = "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: "
    backup = f"{table}/backup/01489602797149-73d8d5bc"
    query = {"TableName": "orders", "IndexName": "by-day", "KeyConditionExpression": "a"}
    for service, operation, given, resource in (
        ("dynamodb", "create_backup", {"TableName": "orders", "BackupName": "nightly"}, table),
        ("dynamodb", "describe_backup", {"BackupArn": backup}, backup),
        ("dynamodb", "query", query, f"{table}/index/by-day"),
        ("dynamodb", "list_tables", {}, "arn:aws:dynamodb:us-east-2:123456789012:table/*"),
        ("kms", "describe_key", {"KeyId": "1"}, "arn:aws:kms:us-east-2:123456789012:key/1"),
    ):
        client = clients(service)
        action = f"{service}:{client.meta.method_to_api_mapping[operation]}"
        with pytest.raises(ClientError) as caught:
            getattr(client, operation)(**given)
        message = caught.value.response["Error"]["Message"]
        assert message.startswith(f"{who}{action} on resource: {resource} ")


# Answers ------------------------------------------------------------------------------------


def played(action: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - an answer
    headers = {"x-amz-target": f"DynamoDB_20120810.{action}"}
    request = HttpRequest("POST", "/", "", headers, b"{}")
    return checked(Call("dynamodb", action, "us-east-2", "x", request), json_answer(body))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"TableNames": ["orders"], "Count": 1}, "Count is unknown"),
        ({"TableNames": "orders"}, "not a list"),
        ({"TableNames": [7]}, "not a string"),
    ],
)
def test_an_answer_that_aws_would_not_give_never_leaves(
    capsys: pytest.CaptureFixture[str], body: dict[str, Any], words: str
) -> None:
    assert played("ListTables", {"TableNames": ["orders"]}).status == 200
    with pytest.raises(AwsError) as caught:
        played("ListTables", body)
    assert caught.value.status == 500
    assert words in capsys.readouterr().err


def test_the_strict_rule_sees_types_enums_and_what_is_missing() -> None:
    shape = service_model("dynamodb").shape_for("BackupDetails")
    good = {
        "BackupArn": "arn:aws:dynamodb:us-east-2:123456789012:table/t/backup/1",
        "BackupName": "nightly",
        "BackupStatus": "AVAILABLE",
        "BackupType": "USER",
        "BackupCreationDateTime": 1762070400.5,
    }
    assert list(misfits(good, shape, "it")) == []
    for wrong, words in (
        ({"BackupCreationDateTime": "2026-11-02"}, "not a timestamp"),
        ({"BackupStatus": "READY"}, "not one of"),
        ({"BackupSizeBytes": True}, "not a long"),
        ({"BackupSizeBytes": 1.5}, "not a long"),
    ):
        assert words in next(misfits(good | wrong, shape, "it"))
    del good["BackupName"]
    assert list(misfits(good, shape, "it")) == ["it.BackupName is missing"]


def test_what_moto_answers_is_cut_to_what_aws_answers(aws: RunningAws) -> None:
    for action in ("CreateKey", "ListKeys", "ListAliases"):
        status, body = ask_aws(aws.endpoint, "kms", action)
        shape = service_model("kms").operation_model(action).output_shape
        assert status == 200
        assert shape is not None
        assert list(misfits(json.loads(body), shape, action)) == []
