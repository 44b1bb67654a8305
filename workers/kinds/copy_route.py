"""The road of a copy: from where, over which vaults, kept for how long."""

from datetime import timedelta
from itertools import pairwise

from recovery.config import Account
from recovery.errors import Refusal
from recovery.names import partition_of
from recovery.words import code
from workers.aws.backup_models import RegionSettings
from workers.aws.door import Aws
from workers.kinds.checks import ask
from workers.kinds.copy_order import BackupLeg, CopyOrder, CopyRequest, Hop
from workers.kinds.copy_source import CopySource, vault_of
from workers.kinds.sources import Place
from workers.kinds.work import Known


def order_of(aws: Aws, request: CopyRequest, source: CopySource, known: Known) -> CopyOrder:
    """What is ordered from AWS Backup.

    Raises:
        Refusal: There is no such road, or no vault on it.
    """
    account = known.config.account(source.place.account)
    keep_days = _keep_days(request, source, known)
    hops = _hops(request, source, account, keep_days, known)
    backup = None
    if source.point is None and source.found is not None:
        backup = BackupLeg(
            account=account.name,
            region=source.place.region,
            table=source.found.table.name,
            table_arn=source.found.table.arn,
            vault=source.vault,
            role_arn=account.backup_role_arn,
            keep_days=keep_days,
        )
    order = CopyOrder(table=request.table.name, backup=backup, hops=hops)
    if not request.switch_on:
        return order
    return order.model_copy(update={"enable": _switched_off(aws, order)})


def _keep_days(request: CopyRequest, source: CopySource, known: Known) -> int | None:
    """What the command says, else ddbdr.yaml of the table, else the source's own; None: for ever.

    AWS gives a copy the retention of its source where none is named (AWS Backup developer
    guide, "recov-point-create-a-copy").
    """
    if request.keep_days is not None:
        return request.keep_days
    place = source.place
    keep = known.config.table_settings(place.account, place.region, request.table.name).keep
    if keep:
        return -(-keep // timedelta(days=1))
    return source.point.lifecycle.delete_after_days if source.point else None


def _hops(
    request: CopyRequest,
    source: CopySource,
    account: Account,
    keep_days: int | None,
    known: Known,
) -> tuple[Hop, ...]:
    """First into the region, then into the account; either may be there already."""
    place = source.place
    other = account.dr_region if place.region != account.dr_region else account.region
    own = request.account in {None, account.name}
    region = request.region or other
    if region == place.region and own:
        raise Refusal(
            f"{code(request.table.name)} is in {place} already; a copy goes to another region "
            "or account.",
            advice=f"`backup {request.table}` takes a backup where the table is.",
            commands=(request.command(place.table(request.table.name), region=other),),
        )
    if partition_of(region) != partition_of(place.region):
        raise Refusal(
            f"{place.region} and {region} are in different partitions of AWS, between which "
            "nothing is copied.",
            advice=f"Without --region the copy goes to {other}.",
            commands=(request.command(place.table(request.table.name), region=None),),
        )
    stops = [(account, place.region, source.vault)]
    if region != place.region:
        stops.append((account, region, vault_of(account, request)))
    if not own:
        target = known.config.account(str(request.account))
        stops.append((target, region, vault_of(target, request)))
    hops = [_hop(here, there, keep_days) for here, there in pairwise(stops)]
    if source.point is not None:
        made = {
            "recovery_point_arn": source.point.arn,
            "data_of": source.point.created.isoformat(),
        }
        hops[0] = hops[0].model_copy(update=made)
    return tuple(hops)


def _hop(
    here: tuple[Account, str, str], there: tuple[Account, str, str], keep_days: int | None
) -> Hop:
    (account, region, vault), (to_account, to_region, to_vault) = here, there
    partition = account.backup_role_arn.split(":")[1]
    return Hop(
        account=account.name,
        region=region,
        vault=vault,
        to_account=to_account.name,
        to_region=to_region,
        to_vault=to_vault,
        to_vault_arn=f"arn:{partition}:backup:{to_region}:{to_account.id}:backup-vault:{to_vault}",
        role_arn=account.backup_role_arn,
        keep_days=keep_days,
    )


def _switched_off(aws: Aws, order: CopyOrder) -> tuple[Place, ...]:
    """Where copies come from, and the preferences are not both on as far as AWS tells."""
    answers = ask(aws, **{str(hop.source): hop.door(aws).region_settings for hop in order.hops})
    return tuple(
        hop.source
        for hop in order.hops
        if isinstance(settings := answers[str(hop.source)], RegionSettings)
        and not (settings.opt_in and settings.management)
    )
