"""Whether a vault that a copy needs is there and takes it, and who makes it where it is not."""

from collections.abc import Mapping

from recovery.references import TableReference
from recovery.words import code
from workers.aws.backup_models import AIR_GAPPED, Vault
from workers.aws.errors import AwsError, NotFound
from workers.kinds.checks import Checklist
from workers.kinds.copy_order import CopyOrder, CopyRequest
from workers.kinds.sources import Place
from workers.kinds.work import Known

BACKUP, COPY, NOTHING = "backup", "copy", ""
RESTORE_ACCESS = "RESTORE_ACCESS_BACKUP_VAULT"


def protected_by(
    order: CopyOrder, request: CopyRequest, known: Known
) -> dict[Place, TableReference]:
    """The table to protect, by the places whose vaults that makes."""
    account = known.config.account(order.source.account)
    return {
        Place(account=account.name, region=region): request.table
        for region in (account.region, account.dr_region)
    }


def check_vault(
    checklist: Checklist,
    answer: Vault | AwsError,
    place: Place,
    vault: str,
    protected: Mapping[Place, TableReference],
    *,
    gets: str,
) -> None:
    """Where it is missing, `protect` is offered only for a vault that `protect` makes.

    `gets` is what is put into it: BACKUP, COPY, or NOTHING.
    """
    name, table = f"vault in {place}", protected.get(place)
    if isinstance(answer, NotFound):
        there = (
            f"`aws backup create-backup-vault --backup-vault-name {vault} --region {place.region}`"
        )
        by_hand = (
            f"Make it in {place} first: {there}. `protect` makes vaults in its own regions only."
        )
        checklist.failed(
            name,
            f"There is no vault {code(vault)} in {place}.",
            advice="`protect` makes the vaults a table needs." if table else by_hand,
            offers=((f"Protect {table.name}", f"protect {table}", None),) if table else (),
        )
    elif isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    elif gets and (why := _takes_not(answer, gets)):
        checklist.failed(
            name,
            f"Vault {code(vault)} in {place} {why}.",
            advice=f"Name a standard vault of `{place.account}` in ddbdr.yaml.",
        )
    else:
        checklist.passed(name, vault)


def _takes_not(vault: Vault, gets: str) -> str:
    """Why AWS Backup puts nothing of that kind into it; empty where nothing is known against it."""
    if vault.state in {"CREATING", "FAILED"}:
        return f"is {vault.state}"
    if vault.type == RESTORE_ACCESS:
        return "is for restoring from another vault, and takes nothing"
    if vault.type == AIR_GAPPED and gets == BACKUP:
        return "is logically air-gapped: it takes copies, and no backup that is made by a job"
    return ""
