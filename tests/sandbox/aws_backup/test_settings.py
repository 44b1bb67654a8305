"""Settings of a region and of the organization, and what the sandbox does not play."""

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import BackupClient, make_table, refusal, start
from tests.sandbox.aws_clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DR, STAGING = "210987654321", "345678901234"
ON = {"DynamoDB": True}


def test_a_region_has_its_own_settings(clients: Clients, backup: BackupClient) -> None:
    backup.update_region_settings(ResourceTypeManagementPreference={"DynamoDB": False})
    here = backup.describe_region_settings()
    assert here["ResourceTypeOptInPreference"] == ON
    assert here["ResourceTypeManagementPreference"] == {"DynamoDB": False}
    there = clients("backup", "us-west-1").describe_region_settings()
    assert there["ResourceTypeManagementPreference"] == ON
    with pytest.raises(ClientError) as refused:
        backup.update_region_settings(ResourceTypeOptInPreference={"Toaster": True})
    assert refusal(refused.value)[0] == "InvalidParameterValueException"


def test_a_profile_may_start_regions_switched_off(aws: RunningAws, clients: Clients) -> None:
    aws.profile(aws_backup_opt_in=False, aws_backup_management=False)
    found = clients("backup", "eu-west-1").describe_region_settings()
    assert found["ResourceTypeOptInPreference"] == {"DynamoDB": False}
    assert found["ResourceTypeManagementPreference"] == {"DynamoDB": False}


def test_the_management_account_alone_sets_what_holds_for_the_organization(
    clients: Clients, backup: BackupClient
) -> None:
    member = clients("backup", account=DR)
    assert member.describe_global_settings()["GlobalSettings"] == {
        "isCrossAccountBackupEnabled": "false",
        "isMpaEnabled": "false",
    }
    on = {"isCrossAccountBackupEnabled": "true"}
    with pytest.raises(ClientError) as refused:
        member.update_global_settings(GlobalSettings=on)
    assert refusal(refused.value)[0] == "InvalidRequestException"
    backup.update_global_settings(GlobalSettings=on)
    found = member.describe_global_settings()["GlobalSettings"]
    assert found["isCrossAccountBackupEnabled"] == "true"
    for bad in ({"isCrossAccountBackupEnabled": "yes"}, {"isAnything": "true"}):
        with pytest.raises(ClientError):
            backup.update_global_settings(GlobalSettings=bad)


def test_an_account_of_no_organization_has_no_global_settings(clients: Clients) -> None:
    with pytest.raises(ClientError) as refused:
        clients("backup", account=STAGING).describe_global_settings()
    assert refusal(refused.value)[0] == "InvalidRequestException"


def test_what_is_not_played_is_refused_by_name(backup: BackupClient) -> None:
    with pytest.raises(ClientError) as refused:
        backup.list_frameworks()
    code, message = refusal(refused.value)
    assert (code, "ListFrameworks" in message) == ("UnknownOperationException", True)


def test_a_page_token_of_nobody_is_refused(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient
) -> None:
    make_table(aws, ddb)
    start(backup)
    for token in ("x", "bm9uZQ==", "W10=", "WyJhIl0="):  # the last one is another list's
        with pytest.raises(ClientError) as refused:
            backup.list_backup_jobs(NextToken=token)
        assert refusal(refused.value)[0] == "InvalidParameterValueException"


def test_an_account_can_ask_for_its_organization(clients: Clients) -> None:
    found = clients("organizations", account=DR).describe_organization()["Organization"]
    assert (found["Id"], found["MasterAccountId"]) == ("o-sandbox2026", "123456789012")
    with pytest.raises(ClientError) as refused:
        clients("organizations", account=STAGING).describe_organization()
    assert refusal(refused.value)[0] == "AWSOrganizationsNotInUseException"
