"""A copy into another account: refused for as long as AWS would refuse it, then two hops.

What the other account needs is made by plain boto3, past the product, one thing after the
other; each time the answer names what is still missing.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from recovery.record import State
from sandbox.aws.accounts import PROD
from sandbox.aws.clients import backup, once, session
from sandbox.processes import wait_until
from sandbox.slack.person import read
from tests.e2e.crew import REGION, Crew
from tests.e2e.running import running

DR_ACCOUNT, DR_REGION = "210987654321", "us-west-1"
ROLE = f"arn:aws:iam::{DR_ACCOUNT}:role/ddbdr"
CONFIG = f"""
slack: {{team: T01TEST, channels: {{operations: C01OPS, alerts: C02ALERTS}}, default_zone: UTC}}
accounts:
  - {{name: prod, id: "{PROD}", region: us-east-2, dr_region: us-west-1, vault: ddbdr}}
  - {{name: dr, id: "{DR_ACCOUNT}", role: "{ROLE}", region: us-west-2, dr_region: us-west-1, vault: safe}}
operators: [U01ALICE]
approvals: [{{actions: [copy], approvers: [U02BOB], quorum: 1, expires: 60m}}]
"""  # noqa: E501  an account is a line
COPY = f"copy orders --region {DR_REGION} --account dr"
LETS_PROD_IN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{PROD}:root"},
            "Action": "backup:CopyIntoBackupVault",
            "Resource": "*",
        }
    ],
}
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """Vaults in prod's two regions, and nothing in the account dr."""
    config = tmp_path_factory.mktemp("accounts") / "ddbdr.yaml"
    config.write_text(CONFIG)
    with running(config, ("U02BOB",), speed=60) as found:
        crew = found.crew
        crew.aws.profile(backup_job_seconds=30, copy_job_seconds=30, backup_event_seconds=0)
        for region in (REGION, DR_REGION):
            backup(crew.aws_url, region).create_backup_vault(BackupVaultName="ddbdr")
        yield crew


def in_dr(crew: Crew, service: str) -> Any:  # noqa: ANN401  a client of boto3
    """A client in the DR region of the account dr, whose role is assumed."""
    sts = session().client("sts", region_name=DR_REGION, endpoint_url=crew.aws_url, config=once())
    keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
    return session(access_key=keys["AccessKeyId"], token=keys["SessionToken"]).client(
        service,  # type: ignore[call-overload]
        region_name=DR_REGION,
        endpoint_url=crew.aws_url,
        config=once(),
    )


def refused(crew: Crew) -> str:
    """What is said to a copy that AWS would refuse."""
    job_id = crew.asks(COPY)
    crew.reaches(job_id, State.REFUSED)
    return read(crew.told(job_id, "refused"))


def test_another_account_takes_copies_once_all_that_aws_asks_for_is_there(crew: Crew) -> None:
    said = refused(crew)
    assert "There is no vault `safe` in dr/us-west-1" in said
    assert "Copies between accounts are off in this organization" in said

    home = backup(crew.aws_url, REGION)
    home.update_global_settings(GlobalSettings={"isCrossAccountBackupEnabled": "true"})
    vaults = in_dr(crew, "backup")
    vaults.create_backup_vault(BackupVaultName="safe")
    said = refused(crew)
    assert "Copies between accounts are off" not in said
    assert "is under AWS's own key, which cannot be shared between accounts" in said
    assert "does not let account 123456789012 copy into it" in said

    vaults.delete_backup_vault(BackupVaultName="safe")
    key = in_dr(crew, "kms").create_key()["KeyMetadata"]["Arn"]
    vaults.create_backup_vault(BackupVaultName="safe", EncryptionKeyArn=key)
    said = refused(crew)
    assert "AWS's own key" not in said
    assert "does not let account 123456789012 copy into it" in said
    assert crew.aws.calls("StartBackupJob") == crew.aws.calls("StartCopyJob") == []

    vaults.put_backup_vault_access_policy(BackupVaultName="safe", Policy=json.dumps(LETS_PROD_IN))
    job_id = crew.asks(COPY)
    crew.types_approvals(job_id)
    crew.succeeds(job_id)
    (copy,) = vaults.list_recovery_points_by_backup_vault(BackupVaultName="safe")["RecoveryPoints"]
    assert copy["EncryptionKeyArn"] == key
    assert copy["RecoveryPointArn"] in read(crew.told(job_id, "succeeded"))
    hops = [call["region"] for call in crew.aws.calls("StartCopyJob")]
    assert hops == [REGION, DR_REGION], "to the other region first, then to the other account"
    shows_it(crew, copy["RecoveryPointArn"])


def shows_it(crew: Crew, arn: str) -> None:
    """`backups` shows the copy of orders in the account dr, once AWS was read again."""

    def is_listed() -> bool:
        shown = read(crew.alice.types("/ddbdr backups orders --account dr")["ephemeral"])
        return arn.rpartition(":")[2][:8] in shown and "1 backup of orders" in shown

    wait_until("the copy to be listed", is_listed, seconds=PATIENCE_SECONDS)
