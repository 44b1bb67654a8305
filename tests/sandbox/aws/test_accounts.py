"""Three accounts, entered by AssumeRole as AWS lets one in."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.accounts import ACCOUNTS, DR, PROD, STAGING
from sandbox.aws.clients import client
from sandbox.aws.running import RunningAws, running
from tests.sandbox.aws.raw import ask_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sts import STSClient

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients


def role(account: str, name: str = "ddbdr") -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def keys(granted: Mapping[str, Any]) -> dict[str, str]:
    given = granted["Credentials"]
    return {"access_key": given["AccessKeyId"], "token": given["SessionToken"]}


def assume(sts: "STSClient", account: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3
    return dict(sts.assume_role(RoleArn=role(account), RoleSessionName="J-7F3K2Q1", **more))


def refusal(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture
def sts(clients: "Clients") -> "STSClient":
    client: STSClient = clients("sts", checks_input=False)
    return client


def test_each_account_has_its_own_tables_backups_and_keys(
    clients: "Clients", ddb: "DynamoDBClient", tables: "Tables", sts: "STSClient"
) -> None:
    tables.make()
    backup = ddb.create_backup(TableName="orders", BackupName="nightly")["BackupDetails"]
    key = clients("kms").create_key()["KeyMetadata"]["KeyId"]
    for account in (DR, STAGING):
        entered = keys(assume(sts, account))
        theirs = clients("dynamodb", **entered)
        assert theirs.list_tables()["TableNames"] == []
        assert theirs.list_backups()["BackupSummaries"] == []
        with pytest.raises(ClientError):
            theirs.describe_backup(BackupArn=backup["BackupArn"])
        assert [each["KeyId"] for each in clients("kms", **entered).list_keys()["Keys"]] == []
        made = clients("kms", **entered).create_key()["KeyMetadata"]
        assert f":{account}:" in made["Arn"]
    assert [each["KeyId"] for each in clients("kms").list_keys()["Keys"]] == [key]
    home = clients("dynamodb", **keys(assume(sts, PROD)))
    assert home.list_tables()["TableNames"] == ["orders"]


def test_the_caller_is_the_assumed_role(clients: "Clients", sts: "STSClient") -> None:
    assert sts.get_caller_identity()["Account"] == PROD
    granted = sts.assume_role(RoleArn=role(DR, "ops/ddbdr"), RoleSessionName="J-7F3K2Q1")
    who = clients("sts", **keys(granted)).get_caller_identity()
    assert (who["Account"], who["Arn"]) == (
        DR, f"arn:aws:sts::{DR}:assumed-role/ddbdr/J-7F3K2Q1",
    )  # fmt: skip
    assert who["UserId"] == granted["AssumedRoleUser"]["AssumedRoleId"]
    again = assume(sts, DR)
    assert again["AssumedRoleUser"]["AssumedRoleId"] == who["UserId"]
    key = granted["Credentials"]["AccessKeyId"]
    assert sts.get_access_key_info(AccessKeyId=key)["Account"] == DR


def test_credentials_last_an_hour_or_as_long_as_asked(sts: "STSClient") -> None:
    now = datetime.now(UTC)
    for asked, seconds in ((None, 3600), (900, 900)):
        more = {"DurationSeconds": asked} if asked else {}
        ends = assume(sts, DR, **more)["Credentials"]["Expiration"]
        assert abs((ends - now).total_seconds() - seconds) < 60
    assume(sts, DR, DurationSeconds=43200)


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"RoleArn": role("999999999999")}, "AccessDenied", "is not authorized to perform"),
        ({"RoleArn": "arn:aws:iam::123456789012:user/alice"}, "ValidationError", "is invalid"),
        ({"RoleArn": "ddbdr"}, "ValidationError", "length greater than or equal to 20"),
        ({"RoleSessionName": "with a space"}, "ValidationError", "regular expression pattern"),
        ({"RoleSessionName": "x" * 65}, "ValidationError", "less than or equal to 64"),
        ({"DurationSeconds": 899}, "ValidationError", "greater than or equal to 900"),
        ({"DurationSeconds": 43201}, "ValidationError", "less than or equal to 43200"),
        ({"Policy": "{"}, "MalformedPolicyDocument", "invalid Json"),
        ({"Policy": '{"Statement": [{"Effect": "May"}]}'}, "MalformedPolicyDocument", "Syntax"),
        ({"Policy": " " * 2049}, "ValidationError", "less than or equal to 2048"),
    ],
)
def test_what_sts_refuses(sts: "STSClient", changed: dict[str, Any], code: str, words: str) -> None:
    asked: dict[str, Any] = {"RoleArn": role(DR), "RoleSessionName": "ddbdr"} | changed
    with pytest.raises(ClientError) as caught:
        sts.assume_role(**asked)
    assert refusal(caught)[0] == code
    assert words in refusal(caught)[1]


def test_a_missing_member_is_named(aws: RunningAws) -> None:
    status, body = ask_aws(
        aws.endpoint, "sts", "AssumeRole", form="Action=AssumeRole&Version=2011-06-15"
    )
    assert status == 400
    assert b"2 validation errors detected" in body
    assert b"Value null at &apos;roleArn&apos;" in body or b"Value null at 'roleArn'" in body


def test_chained_roles_last_an_hour_at_most(clients: "Clients", sts: "STSClient") -> None:
    chained = clients("sts", **keys(assume(sts, DR)))
    assume(chained, STAGING, DurationSeconds=3600)
    with pytest.raises(ClientError) as caught:
        assume(chained, STAGING, DurationSeconds=3601)
    code, words = refusal(caught)
    assert code == "ValidationError"
    assert words == (
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
        "role chaining."
    )


def test_a_session_token_keeps_its_user(clients: "Clients", sts: "STSClient") -> None:
    mine = clients("sts", **keys(sts.get_session_token()))
    assert mine.get_caller_identity()["Arn"] == sts.get_caller_identity()["Arn"]
    with pytest.raises(ClientError, match="AccessDenied"):
        mine.get_session_token()


def test_what_sts_does_not_play_is_said_so(sts: "STSClient") -> None:
    with pytest.raises(ClientError) as caught:
        sts.get_federation_token(Name="alice")
    assert refusal(caught) == (
        "NotImplemented",
        "The sandbox does not play STS's GetFederationToken",
    )


def test_keys_that_look_temporary_must_be_ours_with_their_token(
    clients: "Clients", sts: "STSClient"
) -> None:
    granted = keys(assume(sts, DR))
    wrong = [
        granted | {"token": "of somebody else"},
        {"access_key": "ASIANEVERGIVENBYUS00", "token": "any"},
    ]
    for credentials in wrong:
        with pytest.raises(ClientError) as caught:
            clients("dynamodb", **credentials).list_tables()
        assert refusal(caught)[0] == "UnrecognizedClientException"
        with pytest.raises(ClientError) as caught:
            clients("sts", **credentials).get_caller_identity()
        assert refusal(caught)[0] == "InvalidClientTokenId"


def test_any_plain_keys_are_taken(clients: "Clients") -> None:
    for credentials in ({"access_key": "AKIAIOSFODNN7EXAMPLE"}, {"access_key": "x", "token": "t"}):
        assert clients("sts", **credentials).get_caller_identity()["Account"] == PROD


def test_credentials_run_out_in_wall_time() -> None:
    instant = [datetime(2026, 11, 2, 8, tzinfo=UTC)]
    with running(speed=0, wall=lambda: instant[0]) as aws:
        form = f"Action=AssumeRole&RoleArn={role(DR)}&RoleSessionName=ddbdr&DurationSeconds=900"
        _, body = ask_aws(aws.endpoint, "sts", "AssumeRole", form=form)
        text = body.decode()
        given = {
            "key": text.partition("<AccessKeyId>")[2].partition("<")[0],
            "token": text.partition("<SessionToken>")[2].partition("<")[0],
        }
        assert "2026-11-02T08:15:00Z" in text
        aws.advance(86_400)
        instant[0] += timedelta(seconds=899)
        assert ask_aws(aws.endpoint, "dynamodb", "ListTables", **given)[0] == 200
        instant[0] += timedelta(seconds=1)
        status, body = ask_aws(aws.endpoint, "dynamodb", "ListTables", **given)
        assert (status, json.loads(body)["__type"].rpartition("#")[2]) == (
            400, "ExpiredTokenException",
        )  # fmt: skip
        identity = "Action=GetCallerIdentity"
        status, body = ask_aws(aws.endpoint, "sts", "GetCallerIdentity", form=identity, **given)
        assert (status, b"<Code>ExpiredToken</Code>" in body) == (403, True)


def test_the_global_sts_is_ours_too(aws: RunningAws) -> None:
    sts = client("sts", aws.endpoint, "aws-global")
    assert sts.get_caller_identity()["Account"] == PROD
    sts.close()


def only(*actions: str, resource: str = "*", effect: str = "Allow", **more: object) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": resource} | more
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_session_policy_is_a_limit(
    clients: "Clients", sts: "STSClient", tables: "Tables"
) -> None:
    arn = tables.make()
    tables.make("customers")
    policy = only("dynamodb:Describe*", "dynamodb:createbackup", resource=arn)
    granted = assume(sts, PROD, Policy=policy)
    assert 0 < granted["PackedPolicySize"] < 100
    limited = clients("dynamodb", **keys(granted))
    limited.describe_table(TableName="orders")
    limited.describe_continuous_backups(TableName=arn)
    limited.create_backup(TableName="orders", BackupName="nightly")
    both = {name: {"Keys": [{"id": {"S": "1"}}]} for name in ("orders", "customers")}
    for operation, given in (
        ("describe_table", {"TableName": "customers"}),
        ("delete_table", {"TableName": "orders"}),
        ("list_tables", {}),
        ("batch_get_item", {"RequestItems": both}),
    ):
        with pytest.raises(ClientError) as caught:
            getattr(limited, operation)(**given)
        assert refusal(caught)[0] == "AccessDeniedException"
        assert "because no session policy allows" in refusal(caught)[1]


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"},
        {"Effect": "Allow", "NotAction": "dynamodb:List*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:dynamodb:*:*:table/*"},
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": "true"}}},
    ],
)
def test_a_policy_that_says_no_in_other_words(
    clients: "Clients", sts: "STSClient", statement: dict[str, object]
) -> None:
    granted = assume(sts, PROD, Policy=json.dumps({"Statement": statement}))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        clients("dynamodb", **keys(granted)).list_tables()


def test_a_deny_wins_over_every_allow(clients: "Clients", sts: "STSClient") -> None:
    statements = [
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "dynamodb:ListTables", "Resource": "*"},
    ]
    granted = assume(sts, PROD, Policy=json.dumps({"Statement": statements}))
    limited = clients("dynamodb", **keys(granted))
    limited.list_backups()
    with pytest.raises(ClientError, match="explicit deny in a session policy"):
        limited.list_tables()


def test_the_accounts_are_listed() -> None:
    assert ACCOUNTS == {
        "123456789012": "prod", "210987654321": "dr", "345678901234": "staging",
    }  # fmt: skip
