"""AWS Backup in memory: settings, vaults and recovery points; keeps `AwsBackup`."""

from datetime import datetime, timedelta

from sandbox.fakes.backup_jobs import FakeBackupJobs
from sandbox.fakes.cloud import Cloud
from sandbox.fakes.holding import StoredPoint, StoredVault
from workers.aws.backup_models import RecoveryPoint, RegionSettings, Vault


class FakeAwsBackup(FakeBackupJobs):
    """One account's AWS Backup in one region."""

    def region_settings(self) -> RegionSettings:
        """Both preferences for DynamoDB."""
        return self._line.read("DescribeRegionSettings", "", lambda: self._held.settings)

    def enable_dynamodb(self) -> None:
        """Both on."""

        def enable() -> None:
            self._held.settings = RegionSettings(opt_in=True, management=True)

        self._line.change("UpdateRegionSettings", "DynamoDB", enable)

    def cross_account_is_on(self) -> bool:
        """What GlobalSettings say, to an account that may ask."""

        def look() -> bool:
            if self._held.cross_account is None:
                raise self._line.error("AccessDeniedException", "DescribeGlobalSettings")
            return self._held.cross_account

        return self._line.read("DescribeGlobalSettings", "", look)

    def describe_vault(self, name: str) -> Vault:
        """The vault, with its recovery points counted."""

        def look() -> Vault:
            stored = self._vault(name, "DescribeBackupVault")
            count = len(self._points(name))
            return stored.vault.model_copy(update={"recovery_points": count})

        return self._line.read("DescribeBackupVault", name, look)

    def create_vault(self, name: str, *, key_arn: str, token: str) -> None:
        """A vault, unless it is there."""

        def create() -> None:
            if not token:
                raise self._line.error("InvalidParameterValueException", "CreateBackupVault")
            if name not in self._held.vaults:
                add_vault(
                    self._cloud, name, account=self._account, region=self._region, key_arn=key_arn
                )

        self._line.change("CreateBackupVault", name, create)

    def vault_policy(self, name: str) -> str:
        """Its access policy, or nothing."""
        operation = "GetBackupVaultAccessPolicy"
        return self._line.read(operation, name, lambda: self._vault(name, operation).policy)

    def vaults(self, *, start_after: str = "") -> tuple[tuple[Vault, ...], str]:
        """A page of them by name."""

        def page() -> tuple[tuple[Vault, ...], str]:
            found = {name: stored.vault for name, stored in self._held.vaults.items()}
            return self._page(found, start_after)

        return self._line.read("ListBackupVaults", "", page)

    def recovery_points(
        self,
        *,
        vault: str,
        table_arn: str = "",
        since: datetime | None = None,
        start_after: str = "",
    ) -> tuple[tuple[RecoveryPoint, ...], str]:
        """A page of a vault's."""

        def page() -> tuple[tuple[RecoveryPoint, ...], str]:
            self._vault(vault, "ListRecoveryPointsByBackupVault")
            found = {
                point.arn: point
                for point in self._points(vault)
                if table_arn in {"", point.resource_arn}
                and (since is None or point.created > since)
            }
            return self._page(found, start_after)

        return self._line.read("ListRecoveryPointsByBackupVault", vault, page)

    def describe_recovery_point(self, vault: str, arn: str) -> RecoveryPoint:
        """The recovery point as it is at this moment."""
        operation = "DescribeRecoveryPoint"
        return self._line.read(operation, arn, lambda: self._point(vault, arn, operation))

    def delete_recovery_point(self, vault: str, arn: str) -> None:
        """Gone; refused while a lock keeps it, or while it is being made."""
        operation = "DeleteRecoveryPoint"

        def delete() -> None:
            point = self._point(vault, arn, operation)
            stored = self._vault(vault, operation)
            if stored.vault.locked:
                raise self._line.error("InvalidRequestException", operation, "the vault is locked")
            if point.status == "CREATING":
                raise self._line.error("InvalidResourceStateException", operation)
            del self._held.points[vault, arn]

        self._line.change(operation, arn, delete)


def add_vault(
    cloud: Cloud,
    name: str = "ddbdr",
    *,
    account: str = "prod",
    region: str = "us-east-2",
    policy: str = "",
    **fields: object,
) -> Vault:
    """Put a vault there; `fields` are those of Vault."""
    arn = cloud.arn("backup", account, region, f"backup-vault:{name}")
    vault = Vault.model_validate({"name": name, "arn": arn, **fields})
    held = cloud.region(account, region).holding
    held.vaults[name] = StoredVault(vault=vault, policy=policy)
    return vault


def add_recovery_point(
    cloud: Cloud,
    table: str,
    *,
    vault: str = "ddbdr",
    account: str = "prod",
    region: str = "us-east-2",
    age: timedelta = timedelta(hours=3),
    is_managed: bool = True,
    **fields: object,
) -> RecoveryPoint:
    """Put a recovery point of a table there; without management it is a backup of DynamoDB's."""
    number, table_arn = cloud.number(), cloud.table_arn(account, region, table)
    where = f"{region}:{cloud.accounts[account]}"
    managed = f"arn:aws:backup:{where}:recovery-point:{number:08d}"
    made = {
        "arn": managed if is_managed else f"{table_arn}/backup/{number:014d}-0000abcd",
        "vault": vault,
        "resource_arn": table_arn,
        "status": "COMPLETED",
        "created": cloud.now() - age,
        "size_bytes": 5 * 1024**3,
        "storage": "WARM",
    }
    point = RecoveryPoint.model_validate(made | fields)
    cloud.region(account, region).holding.points[vault, point.arn] = StoredPoint(point=point)
    return point
