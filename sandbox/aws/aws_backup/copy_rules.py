"""What has to be so for a copy to be made; the words are AWS's where they are known.

Sources: developer guide, "Creating backup copies across AWS accounts", "Reasons
for problematic jobs"; whether one job may change both region and account is not
documented for DynamoDB, so it may not, unless the profile says so.
"""

from datetime import datetime

from sandbox.aws.aws_backup.copy_job import CopyJob, VaultPlace
from sandbox.aws.aws_backup.keys import UNUSABLE, key_problem, managed_key
from sandbox.aws.aws_backup.lifecycles import OUT_OF_RANGE, fits_lock, is_held
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.roles import role_problem
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.aws_backup.vault_policy import allows_copy, allows_reading
from sandbox.aws.moto_door import kms_key
from sandbox.aws.organizations import MEMBERS
from sandbox.aws.table import partition
from sandbox.aws.world import World

ORGANIZATION = (
    "Copy job failed. Both source and destination account must be a member of the same "
    "organization."
)
NOT_ENABLED = (
    "Copy job failed. Cross-account copy feature is not enabled for the current organization."
)
DENIED = "Access Denied trying to call AWS Backup service"
DEFAULT_KEY = (
    "Copy job failed because the destination Backup vault is encrypted with the default Backup "
    "service managed key. The contents of this vault cannot be copied. Only the contents of a "
    "Backup vault encrypted by an AWS KMS key may be copied."
)
COLD = "Copy job failed. A recovery point in cold storage cannot be copied."


def unsupported(world: World, source: RecoveryPoint, destination: VaultPlace) -> str | None:
    """Why no such copy can ever be made."""
    across_regions = destination.region != source.region
    across_accounts = destination.account != source.account
    both = across_regions and across_accounts and not world.profile.one_hop_copies
    partitions = {partition(source.region), partition(destination.region)}
    if both or not source.managed or len(partitions) > 1:
        return (
            f"Copy job from {source.region} to {destination.region} cannot be initiated for "
            "DynamoDB resources. Feature is not supported for provided resource type."
        )
    return None


def copy_problem(world: World, job: CopyJob, at: datetime) -> str | None:
    """Why the copy cannot be made now; None where it can."""
    source, place = job.source, job.destination
    if not is_held(world, source):
        return f"Cannot find recovery point {source.arn}."
    problem = unsupported(world, source, place) or role_problem(source.account, job.role_arn)
    if problem is not None:
        return problem
    if source.storage(at) == "COLD":
        return COLD
    if place.account != source.account:
        problem = _between_accounts(world, source, place)
        if problem is not None:
            return problem
    vault = world.aws_backup.at(place.account, place.region).vaults.get(place.name)
    if vault is None:
        return f"Copy job failed. Backup vault {job.destination_arn} does not exist."
    return _into(vault, job) or (key_problem(source.key_arn) if source.key_arn else None)


def _between_accounts(world: World, source: RecoveryPoint, place: VaultPlace) -> str | None:
    if not {source.account, place.account} <= MEMBERS:
        return ORGANIZATION
    if world.aws_backup.global_settings.values["isCrossAccountBackupEnabled"] != "true":
        return NOT_ENABLED
    vault = world.aws_backup.at(place.account, place.region).vaults.get(place.name)
    if vault is None or not allows_copy(vault.policy, source.account):
        return DENIED
    if not vault.customer_key:
        return DEFAULT_KEY
    return _sharing_problem(source.key_arn, place.account) if source.key_arn else None


def _into(vault: Vault, job: CopyJob) -> str | None:
    if not fits_lock(vault, job.kept_lifecycle):
        return f"Copy job failed. {OUT_OF_RANGE}"
    return key_problem(vault.key_arn)


def _sharing_problem(key_arn: str, account: str) -> str | None:
    """Why AWS Backup of another account cannot read what is under a key; None where it can.

    It can under AWS's own key, for what AWS Backup manages fully (knowledge centre,
    "backup-cross-account-copy-error").
    """
    owner, region = key_arn.split(":")[4], key_arn.split(":")[3]
    key = kms_key(owner, region, key_arn)
    if key_arn == managed_key(owner, region) or key is None:
        return None
    return None if allows_reading(key.policy, account) else UNUSABLE
