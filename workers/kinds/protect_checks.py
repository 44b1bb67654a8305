"""What AWS would refuse later, and what the account can still carry, told while planning."""

from collections.abc import Sequence
from functools import partial

from recovery.headroom import PLANS, Fit, copies_fit, jobs_fit
from recovery.strategies import Strategy
from recovery.words import code
from workers.aws.backup_models import Vault
from workers.aws.errors import AwsError, Unreachable
from workers.aws.models import Key
from workers.kinds.checks import Checklist, ask
from workers.kinds.copy_checks import check_keep
from workers.kinds.copy_keys import check_usable
from workers.kinds.copy_vaults import BACKUP, COPY, check_vault
from workers.kinds.protect_backup import ENSURE_PLAN
from workers.kinds.protect_draft import Draft
from workers.kinds.sources import Place

QUEUES = "DDBDR_EVENTS_QUEUE_URL"
UNREAD = (
    "neither its policy is read, which has to let EventBridge send, nor CloudTrail, which has to "
    "log management events for EventBridge to tell of calls"
)
"""EventBridge gives events "via CloudTrail" only where a trail logs (its user guide)."""


def check_protect(checklist: Checklist, draft: Draft) -> None:
    """Vaults, keys, roles, limits, and where notices come from."""
    for part in draft.parts:
        answer = draft.standing.parts[part.name]
        if isinstance(answer, AwsError):
            checklist.not_checked(f"{part.words} already", answer)
    if draft.policy.strategy is Strategy.COPIES:
        _check_other_region(checklist, draft)
        _check_vaults(checklist, draft)
        _check_plans(checklist, draft)
        _check_carrying(checklist, draft)
    _check_role(checklist, draft)
    _check_events(checklist, draft)


def _check_other_region(checklist: Checklist, draft: Draft) -> None:
    region = draft.order.other_region
    answer = draft.standing.vaults[region]
    name = f"{region} answers"
    if isinstance(answer, Unreachable):
        checklist.failed(
            name,
            f"{region} does not answer, so nothing can be set up there.",
            advice="Ask again when it does, or with --strategy backups for the time being.",
        )
    elif isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    else:
        checklist.passed(name)


def _check_vaults(checklist: Checklist, draft: Draft) -> None:
    order, keys = draft.order, _keys(draft)
    keeps = (draft.policy.keep_days, draft.policy.dr_keep_days)
    for region, keep_days, gets in zip(order.regions, keeps, (BACKUP, COPY), strict=True):
        place, vault = Place(account=order.account, region=region), draft.standing.vaults[region]
        if vault is None:
            checklist.passed(f"vault in {place}", f"there is none; {code(order.vault)} is made")
            continue
        check_vault(checklist, vault, place, order.vault, {}, gets=gets)
        if isinstance(vault, Vault):
            option = "--keep" if gets == BACKUP else "--dr-keep"
            check_keep(checklist, vault, keep_days, place, option)
            _check_key(checklist, draft, vault, keys.get(region), place)


def _keys(draft: Draft) -> dict[str, Key | AwsError]:
    """The state of each vault's key."""
    reads = {
        region: partial(draft.aws.kms(draft.order.account, region).describe_key, vault.key_arn)
        for region, vault in draft.standing.vaults.items()
        if isinstance(vault, Vault) and vault.key_arn
    }
    return ask(draft.aws, **reads)


def _check_key(
    checklist: Checklist, draft: Draft, vault: Vault, answer: Key | AwsError | None, place: Place
) -> None:
    """The key of a vault that is there, which another one named is no wish for."""
    wanted, name = draft.order.keys.get(place.region), f"vault's key in {place}"
    if answer is None:
        checklist.not_checked(name, "AWS Backup does not tell its key")
    elif wanted and wanted != vault.key_arn:
        checklist.failed(
            name,
            f"Vault {code(vault.name)} in {place} is under {code(vault.key_arn)}, and keeps that "
            "for ever.",
            advice="Leave --kms-key out, or name another vault in ddbdr.yaml.",
        )
    else:
        check_usable(checklist, answer, place, sandbox=draft.aws.sandbox)


def _check_plans(checklist: Checklist, draft: Draft) -> None:
    plans, name = draft.standing.plans, f"room for a backup plan in {draft.order.place}"
    _check_namesakes(checklist, draft, plans or ())
    if isinstance(draft.standing.parts[ENSURE_PLAN], tuple):
        return  # it is there, if not as it has to be
    count = len(plans or ())
    if plans is None:
        checklist.not_checked(name, "the plans there could not be counted")
    elif count >= PLANS:
        checklist.failed(
            name,
            f"There are {count} backup plans in {draft.order.place}, and AWS allows {PLANS}.",
            advice="Use the same times as other tables, so that they share a plan.",
        )
    else:
        checklist.passed(name, f"{count} of {PLANS}")


def _check_namesakes(checklist: Checklist, draft: Draft, plans: Sequence[str]) -> None:
    """AWS lets several plans have one name: each of them may back the table up."""
    name = draft.order.selection.name
    if (count := plans.count(name)) > 1:
        checklist.not_checked(
            "no other plan backs the table up",
            f"{count} backup plans are called {name}; the one that ddbdr made is used, and what "
            "the others do is theirs",
        )


def _check_carrying(checklist: Checklist, draft: Draft) -> None:
    backup, copy = draft.longest("backup"), draft.longest("copy")
    _check_fit(
        checklist,
        "backup and copy fit between two backups",
        jobs_fit(backup, copy, draft.interval),
        advice="Ask for a longer --rpo: AWS runs one job at a time for a table.",
    )
    name = f"copies to {draft.order.other_region} fit between two backups"
    others = draft.standing.copies
    if others is None:
        checklist.not_checked(name, "the tables copied there could not be counted")
        return
    _check_fit(
        checklist,
        name,
        copies_fit(others.tables + 1, others.mean_seconds or copy, draft.interval),
        advice="Ask for a longer --rpo for some tables: AWS does not raise this limit.",
    )


def _check_fit(checklist: Checklist, name: str, fit: Fit, *, advice: str) -> None:
    match fit.fits:
        case True:
            checklist.passed(name, fit.text)
        case False:
            checklist.failed(name, f"They do not: {fit.text}.", advice=advice)
        case None:
            checklist.not_checked(name, fit.text)


def _check_role(checklist: Checklist, draft: Draft) -> None:
    """IAM is not asked: the worker may read nothing of it."""
    roles = {
        Strategy.COPIES: ("AWS Backup", draft.order.backup_role_arn),
        Strategy.BACKUPS: ("EventBridge Scheduler", draft.order.scheduler_role_arn),
    }
    if draft.policy.strategy in roles:
        who, arn = roles[draft.policy.strategy]
        checklist.not_checked(f"{who}'s role", f"IAM is not asked; it has to be there: {arn}")


def _check_events(checklist: Checklist, draft: Draft) -> None:
    order = draft.order
    lacking = [region for region in order.regions if region not in order.queues]
    for region in order.regions:
        if region in order.queues:
            name = f"queue of {region} takes events"
            checklist.not_checked(name, UNREAD)
    if lacking:
        checklist.not_checked(
            f"events of {' and '.join(lacking)}",
            f"no queue of that region is in {QUEUES}: notices come by polling only",
        )
