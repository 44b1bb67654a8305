"""Copies and deletions through boto3, on the sandbox's AWS Backup."""

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from recovery.config import load_config
from recovery.record import State
from sandbox.aws.running import RunningAws
from sandbox.foundation import lay_foundation
from tests.workers.copy_world import CONFIG, POLICY
from tests.workers.sandbox_world import SandboxWorld
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


DR = "210987654321"
ROLE = f"arn:aws:iam::{DR}:role/ddbdr"
ENTERED = CONFIG.replace(f'"{DR}",', f'"{DR}", role: "{ROLE}",')
"""The accounts, of which dr is entered by a role."""


class Scene:
    """The table orders, the account's roles, and a vault in each of its regions."""

    def __init__(self, sandbox: RunningAws) -> None:
        self.sandbox = sandbox
        lay_foundation(sandbox.endpoint)
        self.world = SandboxWorld(sandbox)
        self.world.config = load_config(ENTERED)
        # Wall time so far apart between calls that no rate is ever used up.
        self.world.aws = BotoAws(
            clients=Clients(self.world.config, sandbox.endpoint),
            rates=self.world.ledger.rates,
            wall=count(1.0).__next__,
            sandbox=True,
        )
        for region in ("us-east-2", "us-west-1"):
            self.backup(region).create_backup_vault(BackupVaultName="ddbdr")

    def backup(self, region: str) -> Any:  # noqa: ANN401  boto3's own client
        return self.client("backup", region)

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401  boto3's own client
        return boto3.client(
            service,  # type: ignore[call-overload]
            region_name=region,
            endpoint_url=self.sandbox.endpoint,
        )

    def other_account(self, service: str, region: str) -> Any:  # noqa: ANN401  a client
        """A client of the account dr, whose role is assumed."""
        endpoint = self.sandbox.endpoint
        sts = boto3.client("sts", region_name=region, endpoint_url=endpoint)
        keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
        return boto3.client(
            service,  # type: ignore[call-overload]
            region_name=region,
            endpoint_url=endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )

    def points(self, region: str) -> list[dict[str, Any]]:
        answer = self.backup(region).list_recovery_points_by_backup_vault(BackupVaultName="ddbdr")
        return list(answer["RecoveryPoints"])

    def ended(self, kind: str, **params: str | bool) -> State:
        """Ask for it, approve it, run it."""
        job_id = self.world.ask(kind, "prod/us-east-2/orders", **params)
        self.world.approved(job_id)
        job = self.world.run_to_end(job_id)
        assert job.state is State.SUCCEEDED, job.outcome
        return job.state


@pytest.fixture
def scene(sandbox: RunningAws, orders: "DynamoDBClient") -> Scene:
    assert orders.describe_table(TableName="orders")["Table"]["TableStatus"] == "ACTIVE"
    return Scene(sandbox)


def test_a_table_is_copied_and_the_backup_then_deleted(scene: Scene) -> None:
    scene.ended("copy", keep="35d")
    [home], [away] = scene.points("us-east-2"), scene.points("us-west-1")
    assert away["Lifecycle"]["DeleteAfterDays"] == 35
    assert away["SourceBackupVaultArn"].endswith(":us-east-2:123456789012:backup-vault:ddbdr")
    assert [notice.name for notice in scene.world.notices()] == ["BackupCompleted", "CopyCompleted"]
    scene.ended("delete", backup=home["RecoveryPointArn"])
    assert scene.points("us-east-2") == []
    assert len(scene.points("us-west-1")) == 1


def test_features_that_are_off_are_refused_then_switched_on(scene: Scene) -> None:
    home = scene.backup("us-east-2")
    home.update_region_settings(
        ResourceTypeOptInPreference={"DynamoDB": True},
        ResourceTypeManagementPreference={"DynamoDB": False},
    )
    job = scene.world.run_to_end(scene.world.ask("copy", "prod/us-east-2/orders"))
    assert (job.state, "management for DynamoDB is off" in job.outcome) == (State.REFUSED, True)
    scene.ended("copy", switch_on=True)
    settings = home.describe_region_settings()
    assert settings["ResourceTypeManagementPreference"]["DynamoDB"] is True


def test_a_copy_that_aws_fails_is_told_in_its_words(scene: Scene) -> None:
    job_id = scene.world.ask("copy", "prod/us-east-2/orders")
    scene.world.approved(job_id)
    scene.world.run_until(lambda: "job_id" in scene.world.job(job_id).facts_of("start-backup-job"))
    away = scene.backup("us-west-1")
    away.put_backup_vault_lock_configuration(
        BackupVaultName="ddbdr", MinRetentionDays=1, MaxRetentionDays=30
    )
    job = scene.world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "ended as FAILED" in job.outcome
    assert "retention" in job.outcome
    [kept] = scene.points("us-east-2")
    assert kept["RecoveryPointArn"] in job.advice


def test_another_account_is_reached_in_two_hops_once_it_lets_them_in(scene: Scene) -> None:
    key = scene.other_account("kms", "us-west-1").create_key()["KeyMetadata"]["Arn"]
    vaults = scene.other_account("backup", "us-west-1")
    vaults.create_backup_vault(BackupVaultName="safe", EncryptionKeyArn=key)
    params: dict[str, str | bool] = {"account": "dr", "region": "us-west-1"}
    job = scene.world.run_to_end(scene.world.ask("copy", "prod/us-east-2/orders", **params))
    assert job.state is State.REFUSED
    assert "Copies between accounts are off in this organization." in job.outcome
    home = scene.backup("us-east-2")
    home.update_global_settings(GlobalSettings={"isCrossAccountBackupEnabled": "true"})
    job = scene.world.run_to_end(scene.world.ask("copy", "prod/us-east-2/orders", **params))
    assert "does not let account 123456789012 copy into it" in job.outcome
    vaults.put_backup_vault_access_policy(BackupVaultName="safe", Policy=POLICY)
    scene.ended("copy", **params)
    [copy] = vaults.list_recovery_points_by_backup_vault(BackupVaultName="safe")["RecoveryPoints"]
    assert copy["EncryptionKeyArn"] == key
    assert [(one.name, one.account) for one in scene.world.notices()] == [
        ("BackupCompleted", "prod"),
        ("CopyCompleted", "prod"),
        ("CopyCompleted", "prod"),
    ]


def test_a_backup_stays_in_its_account_until_its_key_is_shared_as_advised(scene: Scene) -> None:
    keys, vaults = scene.client("kms", "us-east-2"), scene.other_account("backup", "us-east-2")
    own = keys.create_key()["KeyMetadata"]["Arn"]
    scene.backup("us-east-2").create_backup_vault(BackupVaultName="own", EncryptionKeyArn=own)
    theirs = scene.other_account("kms", "us-east-2").create_key()["KeyMetadata"]["Arn"]
    vaults.create_backup_vault(BackupVaultName="safe", EncryptionKeyArn=theirs)
    vaults.put_backup_vault_access_policy(BackupVaultName="safe", Policy=POLICY)
    scene.backup("us-east-2").update_global_settings(
        GlobalSettings={"isCrossAccountBackupEnabled": "true"}
    )
    scene.world.config = load_config(ENTERED.replace("vault: ddbdr", "vault: own"))
    asked: dict[str, str | bool] = {"account": "dr", "region": "us-east-2"}
    job = scene.world.run_to_end(scene.world.ask("copy", "prod/us-east-2/orders", **asked))
    assert job.state is State.REFUSED
    assert f"does not let account {DR} use it" in job.outcome
    advised = json.loads(job.advice.split("`")[1])
    policy = json.loads(keys.get_key_policy(KeyId=own, PolicyName="default")["Policy"])
    policy["Statement"].append(advised)
    keys.put_key_policy(KeyId=own, PolicyName="default", Policy=json.dumps(policy))
    scene.ended("copy", **asked)
