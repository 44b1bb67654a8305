"""What AWS Backup would refuse later, told while the copy is planned."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from recovery.instants import iso
from recovery.words import code
from workers.aws.backup_models import (
    AIR_GAPPED,
    BackupJob,
    CopyJob,
    RecoveryPoint,
    RegionSettings,
    Vault,
)
from workers.aws.door import Aws
from workers.aws.errors import AwsError
from workers.kinds.checks import Checklist, Offers, ask
from workers.kinds.copies_under_way import copies_under_way
from workers.kinds.copy_again import USABLE_POINTS
from workers.kinds.copy_keys import check_keys, key_of_target, key_reads
from workers.kinds.copy_leaving import Leaving, check_leaving
from workers.kinds.copy_order import CopyOrder, CopyRequest, Hop
from workers.kinds.copy_vaults import BACKUP, COPY, NOTHING, check_vault, protected_by
from workers.kinds.sources import Place
from workers.kinds.work import Known

COPIES_AT_ONCE = 100
"""AWS Backup: copy jobs of an account to one destination region; not adjustable."""
OTHER_JOBS = "other jobs of this table"
"""The check whose detail says what this one waits behind."""
LATELY = timedelta(days=2)
"""A backup job that runs was asked for since then."""
_ENDED = {"COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL"}
Reads = dict[str, Callable[[], Any]]


def check_copy(
    checklist: Checklist, aws: Aws, order: CopyOrder, request: CopyRequest, known: Known
) -> None:
    """Vaults, preferences, keys, what runs already, and what leaving the account needs."""
    answers = ask(aws, **_reads(aws, order, known))
    keys = ask(aws, **key_reads(aws, order, answers))
    table = order.source.table(order.table)
    protected = protected_by(order, request, known)
    check_vault(
        checklist,
        answers["vault"],
        order.source,
        order.hops[0].vault,
        protected,
        gets=BACKUP if order.backup else NOTHING,
    )
    if order.backup is not None:
        check_keep(checklist, answers["vault"], order.backup.keep_days, order.source)
    again = request.command(table, switch_on=True)
    for number, hop in enumerate(order.hops):
        _check_settings(checklist, answers[f"settings{number}"], hop.source, order, again)
        there = answers[f"vault{number}"]
        check_vault(checklist, there, hop.target, hop.to_vault, protected, gets=COPY)
        check_keep(checklist, there, hop.keep_days, hop.target)
        if hop.is_between_accounts:
            check_leaving(checklist, _leaving(answers, keys, number), hop, known)
    _tell_settings(checklist, answers["settings"], order.hops[-1].target)
    check_keys(checklist, order, keys, known, sandbox=aws.sandbox)
    _tell_roles(checklist, order)
    _check_running(checklist, answers["backups"], answers["copies"], order)


def check_point(
    checklist: Checklist, point: RecoveryPoint, keep_days: int | None, now: datetime
) -> None:
    """The recovery point is whole and warm, one AWS copies, and its copy is kept for a while."""
    name, age = "recovery point can be copied", now - point.created
    if ":backup:" not in point.arn:
        checklist.failed(
            name,
            "It was made while AWS Backup's advanced features were off, and such a one is never "
            "copied.",
            advice="Without --backup a new one is made and copied.",
        )
    elif point.status not in USABLE_POINTS:
        checklist.failed(name, f"It is {point.status}.", advice="Take another one.")
    elif point.storage == "COLD":
        checklist.failed(
            name,
            "It is in cold storage, from which AWS copies nothing.",
            advice="Without --backup a new one is made and copied.",
        )
    elif keep_days is not None and age >= timedelta(days=keep_days):
        days = "1 day is" if keep_days == 1 else f"{keep_days} days are"
        checklist.failed(
            name,
            f"AWS counts from when the recovery point was made, {iso(point.created)}: {days} over.",
            advice=f"Keep it for at least {age.days + 1}d with --keep, or leave --backup out.",
        )
    else:
        checklist.passed(name, f"{point.status}, {point.storage or 'storage not told'}")


def _reads(aws: Aws, order: CopyOrder, known: Known) -> Reads:
    """What is asked of AWS, side by side."""
    first = order.hops[0]
    home, arn = first.door(aws), _resource(order, known)
    away = aws.backup(order.hops[-1].to_account, order.hops[-1].to_region)
    reads: Reads = {
        "settings": away.region_settings,
        "vault": lambda: home.describe_vault(first.vault),
        "backups": lambda: _running(home.backup_jobs(table_arn=arn, since=known.now - LATELY)[0]),
        "copies": lambda: copies_under_way(home),
    }
    for number, hop in enumerate(order.hops):
        reads |= _hop_reads(aws, hop, number)
    return reads


def _hop_reads(aws: Aws, hop: Hop, number: int) -> Reads:
    here, there = hop.door(aws), aws.backup(hop.to_account, hop.to_region)
    reads: Reads = {
        f"settings{number}": here.region_settings,
        f"vault{number}": lambda: there.describe_vault(hop.to_vault),
    }
    if hop.is_between_accounts:
        reads |= {
            f"policy{number}": lambda: there.vault_policy(hop.to_vault),
            f"global{number}": here.cross_account_is_on,
            f"from{number}": lambda: aws.organization(hop.account),
            f"to{number}": lambda: aws.organization(hop.to_account),
        }
    return reads


def _leaving(answers: Mapping[str, Any], keys: Mapping[str, Any], number: int) -> Leaving:
    """What was answered about one hop between accounts."""
    return Leaving(
        is_on=answers[f"global{number}"],
        source=answers[f"from{number}"],
        target=answers[f"to{number}"],
        vault=answers[f"vault{number}"],
        key=key_of_target(keys, number),
        policy=answers[f"policy{number}"],
    )


def _running(jobs: tuple[BackupJob, ...]) -> tuple[BackupJob, ...]:
    return tuple(job for job in jobs if job.state not in _ENDED)


def _resource(order: CopyOrder, known: Known) -> str:
    place = order.source
    return known.config.account(place.account).arn("dynamodb", place.region, f"table/{order.table}")


def check_keep(
    checklist: Checklist,
    answer: Vault | AwsError,
    keep_days: int | None,
    place: Place,
    option: str = "--keep",
) -> None:
    """A locked vault takes nothing that is kept for shorter or longer than it says."""
    if isinstance(answer, AwsError) or not (answer.locked or answer.type == AIR_GAPPED):
        return
    least, most = answer.min_retention_days, answer.max_retention_days
    name, asked = f"vault's lock in {place}", f"{keep_days} days" if keep_days else "for ever"
    bounds = " and ".join(
        part
        for part in (f"at least {least}" if least else "", f"at most {most}" if most else "")
        if part
    )
    is_short = keep_days is not None and least is not None and keep_days < least
    is_long = most is not None and (keep_days is None or keep_days > most)
    if is_short or is_long:
        checklist.failed(
            name,
            f"Vault {code(answer.name)} in {place} is locked: it keeps {bounds} days, not {asked}.",
            advice=f"Ask again with {option} {least if is_short else most}d.",
        )
    else:
        checklist.passed(name, f"locked, {bounds} days" if bounds else "locked")


def _check_settings(
    checklist: Checklist,
    answer: RegionSettings | AwsError,
    place: Place,
    order: CopyOrder,
    again: str,
) -> None:
    """Both preferences: without the first no job starts, without the second nothing is copied."""
    name = f"advanced features in {place}"
    if isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
        return
    off = [
        what
        for what, is_on in (("opt-in", answer.opt_in), ("management", answer.management))
        if is_on is False
    ]
    if not off:
        if answer.opt_in is None or answer.management is None:
            checklist.not_checked(name, "AWS Backup does not tell both preferences of DynamoDB")
        else:
            checklist.passed(name, "opt-in and management are on")
        return
    said = f"{' and '.join(off)} for DynamoDB {'is' if len(off) == 1 else 'are'} off"
    if place in order.enable:
        checklist.passed(name, f"{said}; this plan switches them on")
        return
    offers: Offers = (("Switch them on and copy", again, None),)
    checklist.failed(
        name,
        f"AWS Backup cannot copy tables of {place}: {said} there.",
        advice=(
            "--switch-on switches them on for that region, for all tables; backups made before "
            "stay as they are and are never copied."
        ),
        offers=offers,
    )


def _tell_settings(checklist: Checklist, answer: RegionSettings | AwsError, place: Place) -> None:
    """AWS asks for them where a copy comes from; where it goes they matter to later copies."""
    name = f"advanced features in {place}"
    if isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    elif False in {answer.opt_in, answer.management}:
        checklist.passed(name, "off there, which only a copy of this copy would need")
    else:
        checklist.passed(name)


def _tell_roles(checklist: Checklist, order: CopyOrder) -> None:
    """AWS Backup works as these, and ddbdr may read nothing of IAM."""
    for arn in dict.fromkeys(hop.role_arn for hop in order.hops):
        needed = f"AWS Backup has to be able to take on {arn}"
        checklist.not_checked("AWS Backup's role", f"IAM is not asked; {needed}")
    for hop in order.hops:
        if hop.is_between_accounts:
            made = "AWS makes AWSServiceRoleForBackup where AWS Backup is first used"
            name = f"AWS Backup's own role in {hop.to_account}"
            checklist.not_checked(name, f"IAM is not asked; {made}")


def _check_running(
    checklist: Checklist,
    backups: tuple[BackupJob, ...] | AwsError,
    copies: tuple[CopyJob, ...] | AwsError,
    order: CopyOrder,
) -> None:
    """One job at a time works on a resource, and a hundred copy to one region: the rest waits."""
    name, first = OTHER_JOBS, order.hops[0]
    trouble = next((one for one in (backups, copies) if isinstance(one, AwsError)), None)
    if trouble is not None:
        checklist.not_checked(name, trouble)
        return
    assert not isinstance(backups, AwsError)  # noqa: S101  looked at above
    assert not isinstance(copies, AwsError)  # noqa: S101  same
    own = [job for job in copies if job.resource_arn.endswith(f":table/{order.table}")]
    busy = [f"backup job {job.id}" for job in backups] + [f"copy job {job.id}" for job in own]
    waits = f"{busy[0]} of this table is at work, and AWS begins this one after it" if busy else ""
    checklist.passed(name, waits)
    there = [job for job in copies if f":{first.to_region}:" in job.destination_vault_arn]
    more = "; this one may wait its turn" if len(there) >= COPIES_AT_ONCE else ""
    checklist.passed(
        "copies at once",
        f"{len(there)} run to {first.to_region}, AWS allows {COPIES_AT_ONCE}{more}",
    )
