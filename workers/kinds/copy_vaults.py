"""Whether a vault that a copy needs is there, and who makes it where it is not."""

from collections.abc import Mapping

from recovery.references import TableReference
from recovery.words import code
from workers.aws.backup_models import Vault
from workers.aws.errors import AwsError, NotFound
from workers.kinds.checks import Checklist
from workers.kinds.copy_order import CopyOrder, CopyRequest
from workers.kinds.sources import Place
from workers.kinds.work import Known


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
) -> None:
    """Where it is missing, `protect` is offered only for a vault that `protect` makes."""
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
    else:
        checklist.passed(name, vault)
