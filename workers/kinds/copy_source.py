"""What is to be copied: a table that is backed up first, or a recovery point there is."""

import re
from functools import partial

from recovery.config import Account, Config
from recovery.errors import Refusal
from recovery.names import is_region
from recovery.outcome import Value
from recovery.references import TableReference
from recovery.words import code
from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import RecoveryPoint
from workers.aws.door import Aws
from workers.aws.errors import AwsError, NotFound
from workers.kinds.backup import no_table
from workers.kinds.checks import ask
from workers.kinds.copy_again import USABLE_POINTS
from workers.kinds.copy_order import CopyRequest
from workers.kinds.sources import FoundTable, Place, backups_of, find_table, places
from workers.kinds.vaults import find_point, shown_point
from workers.kinds.work import Known

MOST_PAGES = 20
"""Pages of a vault's recovery points of one table that are read for the newest."""
BACKUP_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>backup|dynamodb):(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):"
    r"(?P<what>recovery-point:.+|table/.+/backup/.+)"
)


class CopySource(Value):
    """What is copied.

    Attributes:
        found: The table, where it is there.
        point: The recovery point, where none is made first; it stands in `vault`.
        vault: Where the backup is made, or the recovery point is.
    """

    place: Place
    found: FoundTable | None = None
    point: RecoveryPoint | None = None
    vault: str


def find_source(aws: Aws, request: CopyRequest, known: Known) -> CopySource:
    """Find what is meant.

    Raises:
        Refusal: There is none, there are several, or AWS copies no such backup.
        AwsError: Somewhere could not be asked, and it was found nowhere else.
    """
    wanted = request.backup
    if wanted is not None and wanted != "latest":
        return _of_point(aws, request, wanted, known)
    among = places(known.config, request.table, None)
    found = find_table(aws, among, request.table.name, request.command)
    if found is not None:
        among = (found.place,)
    elif wanted is None:
        raise no_table(request.table, among)
    if wanted is None and found is not None:
        vault = vault_of(known.config.account(found.place.account), request)
        return CopySource(place=found.place, found=found, vault=vault)
    return _of_newest(aws, request, among, found, known)


def vault_of(account: Account, request: CopyRequest) -> str:
    """The vault that may be used there, or the other roads out of the region."""
    if account.vault is not None:
        return account.vault
    table, region = request.table, request.region or account.dr_region
    restore = f"restore {table} --latest --region {region}"
    raise Refusal(
        f"ddbdr.yaml names no vault of AWS Backup for `{account.name}`, and without one nothing "
        "can be copied.",
        advice=(
            f"`vault: NAME` under `{account.name}` names one. Where none may be used, two roads "
            "are left. In the table's own account DynamoDB restores it into another region, as a "
            "new table, while the region it is in answers. Anywhere else it goes by S3: an "
            "export, for which point-in-time recovery has to be on, and an import, which makes a "
            "new table. This version does not do that for you: "
            "`aws dynamodb export-table-to-point-in-time`, then `aws dynamodb import-table`."
        ),
        commands=() if request.account else (restore,),
    )


def _of_newest(
    aws: Aws,
    request: CopyRequest,
    among: tuple[Place, ...],
    found: FoundTable | None,
    known: Known,
) -> CopySource:
    newest: tuple[RecoveryPoint, Place] | None = None
    for place in among:
        vault = vault_of(known.config.account(place.account), request)
        arn = _table_arn(place, request.table.name, known.config)
        for point in _points(aws.backup(place.account, place.region), vault, arn):
            if point.status in USABLE_POINTS and (
                newest is None or point.created > newest[0].created
            ):
                newest = (point, place)
    if newest is None:
        raise Refusal(
            f"There is no recovery point of {code(str(request.table))} to copy.",
            advice="Without --backup a new one is made and copied.",
            commands=(request.command(request.table, backup=None),),
        )
    point, place = newest
    return CopySource(place=place, found=found, point=point, vault=point.vault)


def _points(door: AwsBackup, vault: str, table_arn: str) -> list[RecoveryPoint]:
    found: list[RecoveryPoint] = []
    start_after = ""
    for _ in range(MOST_PAGES):
        try:
            page, start_after = door.recovery_points(
                vault=vault, table_arn=table_arn, start_after=start_after
            )
        except NotFound:
            return found
        found += page
        if not start_after:
            return found
    raise Refusal(
        f"Vault {code(vault)} holds too many recovery points of the table to find the newest.",
        advice="Name one with --backup and its ARN.",
    )


def _of_point(aws: Aws, request: CopyRequest, wanted: str, known: Known) -> CopySource:
    parts = BACKUP_ARN.fullmatch(wanted)
    if parts is None:
        return _of_name(aws, request, wanted, known)
    if parts["service"] == "dynamodb":
        raise native(request, wanted)
    account = _owner(request, parts["account"], known.config, sandbox=aws.sandbox)
    if not is_region(parts["region"]):
        raise Refusal(f"{code(parts['region'])} is not an AWS region.")
    place = Place(account=account.name, region=parts["region"])
    return _in_vaults(aws, request, wanted, place, account)


def _owner(request: CopyRequest, account_id: str, config: Config, *, sandbox: bool) -> Account:
    named = request.table.account
    accounts = [config.account(named)] if named else list(config.accounts)
    own = next((one for one in accounts if one.id == account_id), None)
    if own is None and not sandbox:
        ours = ", ".join(f"{one.name} ({one.id})" for one in accounts)
        raise Refusal(
            f"That recovery point is of account {code(account_id)}, not of {ours}.",
            advice="AWS copies a recovery point from the account it is in.",
        )
    return own or accounts[0]


def native(request: CopyRequest, wanted: str) -> Refusal:
    """AWS copies no backup of DynamoDB's own: what works instead."""
    into = f" --region {request.region}" if request.region else ""
    return Refusal(
        f"{code(wanted)} is a backup of DynamoDB itself. AWS copies none of these to another "
        "region or account.",
        advice=(
            "Without --backup a new one is made by AWS Backup and copied. This one can be restored "
            "into another region of its account."
        ),
        commands=(
            request.command(request.table, backup=None),
            f"restore {request.table} --backup {wanted}{into}",
        ),
    )


def _of_name(aws: Aws, request: CopyRequest, wanted: str, known: Known) -> CopySource:
    """The last part of a recovery point's ARN; or a native backup's name, which is told."""
    among = places(known.config, request.table, None)
    for place in among:
        account = known.config.account(place.account)
        arn = account.arn("backup", place.region, f"recovery-point:{wanted}")
        if find_point(aws, place, account.vault, arn) is not None:
            return _in_vaults(aws, request, arn, place, account)
    for place in among:
        table = request.table.name
        read = partial(backups_of, aws.dynamodb(place.account, place.region), table, known.now)
        listing = ask(aws, listing=read)["listing"]
        if isinstance(listing, AwsError):
            continue
        for one in listing.backups:
            if wanted == one.name or one.arn.endswith(f"/backup/{wanted}"):
                raise native(request, one.arn)
    again = partial(_again, request)
    if shown := shown_point(wanted, request.table, known, again):
        place = Place(account=shown.account, region=shown.region)
        return _in_vaults(aws, request, shown.arn, place, known.config.account(shown.account))
    raise no_point(request, wanted)


def _again(request: CopyRequest, table: TableReference, arn: str) -> str:
    return request.command(table, backup=arn)


def _in_vaults(
    aws: Aws, request: CopyRequest, arn: str, place: Place, account: Account
) -> CopySource:
    point = find_point(aws, place, account.vault, arn)
    if point is None:
        raise no_point(request, arn)
    table = point.resource_arn.rpartition("/")[2]
    if table != request.table.name:
        raise Refusal(
            f"That recovery point is of {code(table)}, not of {code(request.table.name)}.",
            advice="Name its own table.",
            commands=(request.command(place.table(table)),),
        )
    return CopySource(place=place, point=point, vault=point.vault)


def no_point(request: CopyRequest, wanted: str) -> Refusal:
    """Nothing of that name is in any vault we look into."""
    return Refusal(
        f"There is no recovery point {code(wanted)} of {code(str(request.table))}.",
        advice="`backups` lists what there is.",
        commands=(f"backups {request.table}",),
    )


def _table_arn(place: Place, table: str, config: Config) -> str:
    return config.account(place.account).arn("dynamodb", place.region, f"table/{table}")
