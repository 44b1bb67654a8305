"""What a person would want next, under the news of an event: the label and the command. Pure."""

from collections.abc import Iterator

from recovery.aws_events.completions import account_named
from recovery.aws_events.event import AwsEvent, account_of, region_of, table_name
from recovery.config import Config
from recovery.names import is_region

Offers = tuple[tuple[str, str], ...]

_BACK_UP = ("Back up now", "backup {table}")
_BACKUPS = ("Backups", "backups {table}")
_LEFT = ("Backups left", "backups {table}")
_LYING_THERE = ("Backups there", "backups {place}")
_SCHEDULES = ("Schedules", "schedules")
_STATUS = ("Status", "status {table}")
_FLEET = ("Status", "status")

OFFERS: dict[str, Offers] = {
    **{f"Backup{end}": (_BACK_UP,) for end in ("Failed", "Aborted", "Expired", "Partial")},
    **{f"Copy{end}": (_BACKUPS,) for end in ("Failed", "Aborted", "Expired", "Partial")},
    **{f"Restore{end}": (_BACKUPS,) for end in ("Failed", "Aborted", "Expired", "Partial")},
    "RestoreStarted": (_STATUS,),
    "RestoreCompleted": (_STATUS,),
    "RecoveryPointPartial": (_BACK_UP, _LEFT),
    "RecoveryPointExpired": (_LEFT,),
    "RecoveryPointStopped": (_LEFT,),
    "BackupDeleted": (_LEFT,),
    "BackupStopped": (_SCHEDULES,),
    **{f"BackupPlan{end}": (_SCHEDULES,) for end in ("Created", "Modified", "Deleted")},
    "BackupSelectionDeleted": (_SCHEDULES,),
    **{f"BackupVault{end}": (_LYING_THERE,) for end in ("Created", "Modified", "Deleted")},
    "VaultPolicyChanged": (_LYING_THERE,),
    "VaultPolicyDeleted": (_LYING_THERE,),
    "VaultLockDeleted": (_LYING_THERE,),
    "AWS Backup off": (_SCHEDULES,),
    "AWS Backup settings": (_SCHEDULES,),
    "PITR off": (("Switch on", "pitr on {table}"),),
    "PITR on": (("PITR", "pitr status {table}"),),
    "TableDeleted": (("Restore", "restore {table} --backup latest"), _LEFT),
    "DeletionProtectionOff": (("Protect again", "protect {table}"),),
}
"""By the notice's name. `{table}` is its full name, `{place}` the options for where it is."""


def offers_for(name: str, event: AwsEvent, config: Config) -> Offers:
    """What fits the event; of no table, the look at the fleet; nothing of accounts not ours."""
    account = account_named(config, account_of(event.table) or event.account_id)
    region, table = region_of(event.table) or event.region, table_name(event.table)
    known = {
        "{table}": f"{account.name}/{region}/{table}" if account and table else "",
        "{place}": f"--account {account.name} --region {event.region}"
        if account and is_region(event.region)
        else "",
    }
    again = _copy_again(event, config) if event.kind == "copy-job" else ()
    fitting = tuple(_filled(again or OFFERS[name], known))
    return fitting or ((_FLEET,) if account else ())


def _filled(offers: Offers, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    for label, command in offers:
        blanks = [blank for blank in known if blank in command]
        if all(known[blank] for blank in blanks):
            for blank in blanks:
                command = command.replace(blank, known[blank])  # noqa: PLW2901  word by word
            yield label, command


def _copy_again(event: AwsEvent, config: Config) -> Offers:
    """The whole copy, to where this job did not get it."""
    region, account_id = region_of(event.vault), account_of(event.vault)
    other = account_named(config, account_id)
    is_own = account_id in {"", account_of(event.table)}
    if not is_region(region) or not (is_own or other):
        return ()
    into = f" --account {other.name}" if other and not is_own else ""
    return (("Copy again", f"copy {{table}} --region {region}{into}"),)
