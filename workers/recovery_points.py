"""Recovery points of AWS Backup as the inventory keeps them, and the newest one of a table."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from recovery.config import Config
from recovery.inventory import RECOVERY_POINT, BackupEntry, Source
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import RecoveryPoint, Vault
from workers.aws.door import Aws

VAULT = "vault:"
"""Before a vault's name, in the name of what is listed there."""


def all_vaults(backup: AwsBackup) -> Iterator[Vault]:
    """Every vault of an account and region."""
    following = ""
    while True:
        page, following = backup.vaults(start_after=following)
        yield from page
        if not following:
            return


def entry_of(point: RecoveryPoint, vault: Vault, source: Source, now: datetime) -> BackupEntry:
    """A recovery point as it is listed."""
    return BackupEntry(
        account=source.account,
        region=source.region,
        table=point.resource_arn.rpartition("/")[2],
        name=vault.name,
        arn=point.arn,
        kind=RECOVERY_POINT,
        status=point.status,
        size_bytes=point.size_bytes,
        created=point.created,
        expires=point.delete_at,
        table_arn=point.resource_arn,
        vault=vault.name,
        key_arn=point.key_arn or vault.key_arn,
        storage=point.storage or ("COLD" if _is_cold(point, now) else ""),
        is_copy=bool(point.source_vault_arn),
        locked=vault.locked,
    )


def _is_cold(point: RecoveryPoint, now: datetime) -> bool:
    """A list does not tell the storage class, but when the lifecycle changes it."""
    days = point.lifecycle.cold_after_days
    return days is not None and point.created + timedelta(days=days) <= now


def newest_in(
    aws: Aws, config: Config, account: str, region: str, table_arn: str
) -> BackupEntry | None:
    """The newest usable recovery point of a table in an account's region, asked of AWS now.

    Args:
        aws: The door.
        config: Accounts and their vaults.
        account: The name of the account to look in.
        region: Where to look.
        table_arn: The table's; its recovery points bear it wherever they lie.

    Returns:
        None where there is none. Its `created` is the instant that its data is of, so what
        could be lost is now minus that.

    Raises:
        AwsError, Paced: It could not be told.
    """
    backup = aws.backup(account, region)
    named = config.account(account).vault
    vaults = [backup.describe_vault(named)] if named else list(all_vaults(backup))
    newest: BackupEntry | None = None
    for vault in vaults:
        source = Source(account=account, region=region, name=VAULT + vault.name)
        following = ""
        while True:
            points, following = backup.recovery_points(
                vault=vault.name, table_arn=table_arn, start_after=following
            )
            entries = [entry_of(point, vault, source, point.created) for point in points]
            newest = max(
                (one for one in [*entries, newest] if one is not None and one.is_usable),
                key=lambda one: one.created,
                default=None,
            )
            if not following:
                break
    return newest
