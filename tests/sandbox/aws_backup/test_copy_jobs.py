"""Copy jobs: across regions, across accounts, one step at a time, and what stands in the way."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.aws_backup.vault_policy import SERVICE_ROLE
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_backup.steps import (
    DAY,
    HOUR,
    TABLE,
    WEST,
    BackupClient,
    back_up,
    copied,
    make_table,
    put,
    refusal,
    start,
    start_copy,
    state,
)
from tests.sandbox.aws_clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PROD, DR, STAGING = "123456789012", "210987654321", "345678901234"
VAULT = "arn:aws:backup:us-east-2:{}:backup-vault:central"


@pytest.fixture
def point(aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient) -> str:
    """A recovery point of `orders` in us-east-2."""
    make_table(aws, ddb, Tags=[{"Key": "team", "Value": "shop"}])
    put(ddb, "o-1")
    return back_up(aws, backup, Lifecycle={"DeleteAfterDays": 35})


def policy(principal: object, condition: object = None) -> str:
    """A vault's access policy that lets `principal` copy into it."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "backup:CopyIntoBackupVault",
        "Resource": "*",
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_copy_lies_in_the_other_region_with_its_key_and_its_sources_past(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    job_id = start_copy(backup, point)
    assert copied(backup, job_id)["State"] == "CREATED"
    aws.advance(30)
    assert copied(backup, job_id)["State"] == "RUNNING"
    aws.advance(240)
    job = copied(backup, job_id)
    assert (job["State"], job["CompletionDate"]) == ("COMPLETED", aws.now())
    source = backup.describe_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=point)
    (copy,) = west.list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")["RecoveryPoints"]
    assert copy["RecoveryPointArn"] == job["DestinationRecoveryPointArn"]
    assert copy["RecoveryPointArn"].startswith("arn:aws:backup:us-west-1:")
    assert copy["CreationDate"] == source["CreationDate"]
    assert copy["Lifecycle"] == {"DeleteAfterDays": 35}
    assert copy["SourceBackupVaultArn"] == source["BackupVaultArn"]
    vault = west.describe_backup_vault(BackupVaultName="ddbdr")
    assert copy["EncryptionKeyArn"] == vault["EncryptionKeyArn"] != source["EncryptionKeyArn"]
    assert west.list_tags(ResourceArn=copy["RecoveryPointArn"])["Tags"] == {"team": "shop"}


def test_a_copy_may_live_longer_than_its_source(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    start_copy(backup, point, Lifecycle={"DeleteAfterDays": 90})
    aws.advance(HOUR)
    (copy,) = west.list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")["RecoveryPoints"]
    assert copy["CalculatedLifecycle"]["DeleteAt"] - copy["CreationDate"] == timedelta(days=90)
    aws.advance(36 * DAY)
    assert not backup.list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")[
        "RecoveryPoints"
    ]
    assert west.list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")["RecoveryPoints"]


def test_a_copy_keeps_the_table_from_other_jobs(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    start_copy(backup, point)
    aws.advance(31)
    job_id = start(backup)
    aws.advance(31)
    assert state(backup, job_id) == "PENDING"
    aws.advance(240)
    assert state(backup, job_id) == "RUNNING"


def test_only_so_many_copies_run_at_a_time_to_a_region(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    assert west
    aws.profile(concurrent_copy_jobs=2)
    points = []
    for name in ("a-1", "a-2", "a-3"):
        make_table(aws, ddb, name)
        points.append(back_up(aws, backup, name))
    jobs = [start_copy(backup, each) for each in points]
    aws.advance(30)
    assert [copied(backup, each)["State"] for each in jobs] == ["RUNNING", "RUNNING", "CREATED"]
    aws.advance(240)
    assert [copied(backup, each)["State"] for each in jobs] == ["COMPLETED", "COMPLETED", "RUNNING"]


def test_who_waits_for_a_slot_for_two_hours_fails(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    aws.profile(concurrent_copy_jobs=1, copy_job_seconds=3 * HOUR)
    make_table(aws, ddb, "other")
    other = back_up(aws, backup, "other")
    start_copy(backup, point)
    late = start_copy(backup, other)
    aws.advance(2 * HOUR)
    assert copied(backup, late)["State"] == "FAILED"


def test_a_destination_that_is_out_is_waited_for(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    aws.outage("us-west-1", "refused")
    waiting = start_copy(backup, point)
    aws.advance(HOUR)
    assert copied(backup, waiting)["State"] == "CREATED"
    aws.end_outage()
    aws.advance(60 + 240)
    assert copied(backup, waiting)["State"] == "COMPLETED"
    assert west.list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")["RecoveryPoints"]


def test_a_destination_that_goes_under_way_is_waited_for(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    job_id = start_copy(backup, point)
    aws.advance(60)
    assert copied(backup, job_id)["State"] == "RUNNING"
    aws.outage("us-west-1", "refused")
    aws.advance(HOUR)
    assert copied(backup, job_id)["State"] == "RUNNING"
    aws.end_outage()
    aws.advance(60)
    assert copied(backup, job_id)["State"] == "COMPLETED"


def test_a_destination_that_stays_away_for_two_hours_makes_the_copy_fail(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    aws.outage("us-west-1", "refused")
    job_id = start_copy(backup, point)
    aws.advance(2 * HOUR + 60)
    job = copied(backup, job_id)
    assert (job["State"], "could not be reached" in job["StatusMessage"]) == ("FAILED", True)


def test_a_backup_of_dynamodb_cannot_be_copied(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    assert west
    make_table(aws, ddb)
    backup.update_region_settings(ResourceTypeManagementPreference={"DynamoDB": False})
    arn = back_up(aws, backup)
    with pytest.raises(ClientError) as refused:
        start_copy(backup, arn)
    code, message = refusal(refused.value)
    assert code == "InvalidRequestException"
    assert message == (
        "Copy job from us-east-2 to us-west-1 cannot be initiated for DynamoDB resources. "
        "Feature is not supported for provided resource type."
    )


def test_a_cold_recovery_point_cannot_be_copied(
    aws: RunningAws, ddb: "DynamoDBClient", backup: BackupClient, west: BackupClient
) -> None:
    assert west
    make_table(aws, ddb)
    arn = back_up(aws, backup, Lifecycle={"MoveToColdStorageAfterDays": 1})
    aws.advance(DAY)
    with pytest.raises(ClientError) as refused:
        start_copy(backup, arn)
    assert "cold storage" in refusal(refused.value)[1]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"DestinationBackupVaultArn": WEST + "x"}, "ResourceNotFoundException"),
        ({"DestinationBackupVaultArn": "ddbdr"}, "InvalidParameterValueException"),
        (
            {"DestinationBackupVaultArn": WEST.replace("us-west-1", "us-east-2")},
            "InvalidRequestException",
        ),
        ({"RecoveryPointArn": TABLE}, "ResourceNotFoundException"),
        ({"SourceBackupVaultName": "none"}, "ResourceNotFoundException"),
        (
            {"DestinationBackupVaultArn": WEST.replace(PROD, DR)},
            "InvalidRequestException",  # region and account at once
        ),
    ],
)
def test_what_can_never_be_copied_is_refused_at_once(
    backup: BackupClient, west: BackupClient, point: str, more: dict[str, Any], code: str
) -> None:
    assert west
    with pytest.raises(ClientError) as refused:
        start_copy(backup, point, **more)
    assert refusal(refused.value)[0] == code
    assert backup.list_copy_jobs()["CopyJobs"] == []


def test_the_same_token_gives_the_same_copy_job(
    backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    first = start_copy(backup, point, IdempotencyToken="J-1")
    assert start_copy(backup, point, IdempotencyToken="J-1") == first
    assert len(backup.list_copy_jobs()["CopyJobs"]) == 1


def test_copy_jobs_are_listed_by_filters(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    job_id = start_copy(backup, point)
    aws.advance(HOUR)

    def found(**filters: object) -> list[str]:
        jobs = backup.list_copy_jobs(**filters)["CopyJobs"]
        return [job["CopyJobId"] for job in jobs]

    assert found(BySourceRecoveryPointArn=point, ByDestinationVaultArn=WEST) == [job_id]
    assert found(ByState="COMPLETED", ByMessageCategory="SUCCESS") == [job_id]
    assert found(ByState="RUNNING") == found(ByDestinationVaultArn=WEST + "x") == []
    assert west.list_copy_jobs()["CopyJobs"] == []
    with pytest.raises(ClientError) as refused:
        west.describe_copy_job(CopyJobId=job_id)
    assert refusal(refused.value)[0] == "ResourceNotFoundException"


class Central:
    """A vault of another account in the same region, with all that a copy needs there."""

    def __init__(self, aws: RunningAws, clients: Clients, account: str) -> None:
        self.aws = aws
        self._prod = clients()
        self.backup = clients("backup", account=account)
        self.kms = clients("kms", account=account)
        self.key: str = self.kms.create_key()["KeyMetadata"]["Arn"]
        self.arn = VAULT.format(account)
        self.backup.create_backup_vault(BackupVaultName="central", EncryptionKeyArn=self.key)
        self.open({"AWS": f"arn:aws:iam::{PROD}:root"})
        self.allow("true")

    def open(self, principal: object, condition: object = None) -> None:
        """Let somebody copy into the vault."""
        self.backup.put_backup_vault_access_policy(
            BackupVaultName="central", Policy=policy(principal, condition)
        )

    def allow(self, answer: str) -> None:
        """Switch the organization's cross-account backup."""
        self._prod.update_global_settings(GlobalSettings={"isCrossAccountBackupEnabled": answer})

    def copy(self, point: str, **more: Any) -> tuple[str, str]:  # noqa: ANN401
        """(state, message) of a copy into the vault, an hour later."""
        job_id = start_copy(self._prod, point, **({"DestinationBackupVaultArn": self.arn} | more))
        self.aws.advance(HOUR)
        job = copied(self._prod, job_id)
        return job["State"], job.get("StatusMessage", "")


@pytest.fixture
def central(aws: RunningAws, clients: Clients, point: str) -> Central:
    """A vault of `dr`, open to `prod`."""
    assert point
    return Central(aws, clients, DR)


def test_a_copy_goes_to_another_account_once_all_is_as_it_must_be(
    central: Central, point: str
) -> None:
    assert central.copy(point) == ("COMPLETED", "")
    points = central.backup.list_recovery_points_by_backup_vault(BackupVaultName="central")
    (copy,) = points["RecoveryPoints"]
    assert (copy["EncryptionKeyArn"], copy["ResourceArn"]) == (central.key, TABLE)
    assert copy["IamRoleArn"].endswith("/AWSServiceRoleForBackup")


def test_the_organization_has_to_allow_it(central: Central, point: str) -> None:
    central.allow("false")
    state, message = central.copy(point)
    assert state == "FAILED"
    assert "Cross-account copy feature is not enabled" in message


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        ({"AWS": PROD}, None, "COMPLETED"),
        ("*", {"StringEquals": {"aws:PrincipalOrgID": "o-sandbox2026"}}, "COMPLETED"),
        ("*", {"StringEquals": {"aws:PrincipalOrgID": ["o-other"]}}, "FAILED"),
        ("*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "FAILED"),
        ({"AWS": f"arn:aws:iam::{STAGING}:root"}, None, "FAILED"),
    ],
)
def test_the_vaults_policy_has_to_allow_it(
    central: Central, point: str, principal: object, condition: object, expected: str
) -> None:
    central.open(principal, condition)
    state, message = central.copy(point)
    assert state == expected
    assert message == (
        "" if state == "COMPLETED" else "Access Denied trying to call AWS Backup service"
    )


def test_a_deny_in_the_vaults_policy_wins(central: Central, point: str) -> None:
    allowing = json.loads(policy("*"))["Statement"]
    denying = json.loads(policy({"AWS": PROD}).replace("Allow", "Deny"))["Statement"]
    both = json.dumps({"Version": "2012-10-17", "Statement": allowing + denying})
    central.backup.put_backup_vault_access_policy(BackupVaultName="central", Policy=both)
    assert central.copy(point)[0] == "FAILED"


def test_a_vault_with_awss_own_key_takes_no_copy_of_another_account(
    central: Central, point: str
) -> None:
    central.backup.put_backup_vault_access_policy(BackupVaultName="Default", Policy=policy("*"))
    default = central.arn.replace("central", "Default")
    state, message = central.copy(point, DestinationBackupVaultArn=default)
    assert state == "FAILED"
    assert "encrypted with the default Backup service managed key" in message


def test_a_vault_whose_key_is_disabled_takes_no_copy(central: Central, point: str) -> None:
    central.kms.disable_key(KeyId=central.key)
    state, message = central.copy(point)
    assert state == "FAILED"
    assert message.startswith("KMS key is either disabled")


@pytest.mark.parametrize(
    ("shared_with", "more", "state"),
    [
        (f"arn:aws:iam::{DR}:root", {}, "COMPLETED"),
        (f"arn:aws:iam::{DR}:{SERVICE_ROLE}", {}, "COMPLETED"),
        (f"arn:aws:iam::{DR}:role/reader", {}, "FAILED"),
        (f"arn:aws:iam::{PROD}:root", {}, "FAILED"),
        (f"arn:aws:iam::{DR}:root", {"Action": "kms:Decrypt"}, "FAILED"),
        (
            f"arn:aws:iam::{DR}:root",
            {"Condition": {"Bool": {"aws:ViaAWSService": "true"}}},
            "FAILED",
        ),
    ],
)
def test_the_key_of_what_is_copied_has_to_be_shared(
    central: Central, clients: Clients, shared_with: str, more: dict[str, Any], state: str
) -> None:
    aws, keys, backup = central.aws, clients("kms"), clients()
    arn = keys.create_key()["KeyMetadata"]["Arn"]
    usual = {
        "Effect": "Allow",
        "Action": "kms:*",
        "Resource": "*",
        "Principal": {"AWS": shared_with},
    }
    keys.put_key_policy(
        KeyId=arn, Policy=json.dumps({"Statement": [usual | more]}), PolicyName="default"
    )
    backup.create_backup_vault(BackupVaultName="own", EncryptionKeyArn=arn)
    point = back_up(aws, backup, BackupVaultName="own")
    found, message = central.copy(point, SourceBackupVaultName="own")
    assert found == state
    assert message.startswith("" if state == "COMPLETED" else "KMS key is either disabled")


@pytest.mark.parametrize("yes", [True, "true"])
def test_a_key_may_be_shared_for_grants_to_aws_alone(
    central: Central, clients: Clients, yes: object
) -> None:
    keys, backup = clients("kms"), clients()
    arn = keys.create_key()["KeyMetadata"]["Arn"]
    shared = {"Effect": "Allow", "Resource": "*", "Principal": {"AWS": f"arn:aws:iam::{DR}:root"}}
    grants = {
        "Action": "kms:CreateGrant",
        "Condition": {"Bool": {"kms:GrantIsForAWSResource": yes}},
    }
    statements = [shared | {"Action": ["kms:Decrypt", "kms:DescribeKey"]}, shared | grants]
    keys.put_key_policy(
        KeyId=arn, Policy=json.dumps({"Statement": statements}), PolicyName="default"
    )
    backup.create_backup_vault(BackupVaultName="own", EncryptionKeyArn=arn)
    point = back_up(central.aws, backup, BackupVaultName="own")
    assert central.copy(point, SourceBackupVaultName="own")[0] == "COMPLETED"


def test_an_account_of_no_organization_takes_no_copy(
    aws: RunningAws, clients: Clients, point: str
) -> None:
    state, message = Central(aws, clients, STAGING).copy(point)
    assert state == "FAILED"
    assert "must be a member of the same organization" in message


def test_a_copy_in_one_hop_where_the_profile_lets_it(
    aws: RunningAws, clients: Clients, central: Central, point: str
) -> None:
    aws.profile(one_hop_copies=True)
    far = clients("backup", "us-west-1", account=DR)
    key = clients("kms", "us-west-1", account=DR).create_key()["KeyMetadata"]["Arn"]
    far.create_backup_vault(BackupVaultName="central", EncryptionKeyArn=key)
    far.put_backup_vault_access_policy(BackupVaultName="central", Policy=policy({"AWS": PROD}))
    there = central.arn.replace("us-east-2", "us-west-1")
    assert central.copy(point, DestinationBackupVaultArn=there) == ("COMPLETED", "")


def test_two_hops_bring_a_backup_to_another_account_in_another_region(
    aws: RunningAws, clients: Clients, west: BackupClient, central: Central, point: str
) -> None:
    far = clients("backup", "us-west-1", account=DR)
    key = clients("kms", "us-west-1", account=DR).create_key()["KeyMetadata"]["Arn"]
    far.create_backup_vault(BackupVaultName="central", EncryptionKeyArn=key)
    far.put_backup_vault_access_policy(BackupVaultName="central", Policy=policy({"AWS": PROD}))
    here = clients()
    first = start_copy(here, point)
    aws.advance(HOUR)
    middle = copied(here, first)["DestinationRecoveryPointArn"]
    there = central.arn.replace("us-east-2", "us-west-1")
    second = start_copy(west, middle, DestinationBackupVaultArn=there)
    aws.advance(HOUR)
    assert copied(west, second)["State"] == "COMPLETED"
    (copy,) = far.list_recovery_points_by_backup_vault(BackupVaultName="central")["RecoveryPoints"]
    assert (copy["ResourceArn"], copy["SourceBackupVaultArn"]) == (TABLE, WEST)


def test_a_source_that_is_deleted_before_its_copy_begins_makes_the_copy_fail(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    job_id = start_copy(backup, point)
    backup.delete_recovery_point(BackupVaultName="ddbdr", RecoveryPointArn=point)
    aws.advance(HOUR)
    job = copied(backup, job_id)
    assert (job["State"], "Cannot find recovery point" in job["StatusMessage"]) == ("FAILED", True)


def test_a_copy_rests_while_its_source_region_is_out(
    aws: RunningAws, clients: Clients, backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    job_id = start_copy(backup, point)
    aws.advance(60)
    aws.outage("us-east-2", "refused")
    aws.advance(HOUR)
    assert clients("backup", "us-west-1").list_protected_resources()["Results"] == []
    aws.end_outage()
    aws.advance(60)
    assert copied(backup, job_id)["State"] == "COMPLETED"


def test_a_copy_under_way_waits_two_hours_for_its_destination_and_no_longer(
    aws: RunningAws, backup: BackupClient, west: BackupClient, point: str
) -> None:
    assert west
    job_id = start_copy(backup, point)
    aws.advance(60)
    aws.outage("us-west-1", "refused")
    aws.advance(2 * HOUR)
    assert copied(backup, job_id)["State"] == "RUNNING"
    aws.advance(HOUR)
    assert copied(backup, job_id)["State"] == "FAILED"
