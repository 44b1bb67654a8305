"""What the plan of `protect` tells: where to, how long kept, and what may be lost at worst."""

from datetime import timedelta

from recovery.durations import duration_text
from recovery.exposure import PITR_SECONDS, advice, verdict
from recovery.figures import minutes
from recovery.headroom import restores_fit
from recovery.strategies import GIVES, PolicyClass, Strategy, every
from workers.kinds.estimate import time_estimate
from workers.kinds.protect_draft import Draft


def stated(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Label and text of everything a person must know."""
    order, policy = draft.order, draft.policy
    return (
        ("From", f"{order.table}, {order.region}, {order.account}"),
        ("Into", _into(draft)),
        ("Policy", f"{policy.name}: {GIVES[policy.strategy]}"),
        ("Kept", kept_text(policy)),
        ("RPO", rpo_text(draft)),
        ("RTO", rto_text(draft)),
        ("To set up", ", ".join(part.words for part in draft.absent) or "nothing"),
        ("Is so already", ", ".join(part.words for part in draft.so) or "nothing"),
    )


def _into(draft: Draft) -> str:
    order, policy = draft.order, draft.policy
    if policy.strategy is not Strategy.COPIES:
        return f"{order.region} only: nothing leaves the region"
    text = f"vault {order.vault}, {order.region}, then {order.other_region}, {every(policy.hours)}"
    made = [region for region, vault in draft.standing.vaults.items() if vault is None]
    if made and not order.keys:
        text += (
            f"; made with AWS's own key in {' and '.join(made)}, under which nothing is copied "
            "to another account (--kms-key names another)"
        )
    return text


def kept_text(policy: PolicyClass) -> str:
    """How long, how many, and whose work ending them is."""
    if policy.strategy is Strategy.PITR:
        return "any second of PITR's window, 35 days at most"
    home = duration_text(timedelta(days=policy.keep_days))
    count = policy.kept(policy.keep_days)
    if policy.strategy is Strategy.BACKUPS:
        return (
            f"{home}, {count:,} backups; DynamoDB's own backups never end by themselves: "
            "deleting them is ours to do, and they stay in the region"
        )
    there = duration_text(timedelta(days=policy.dr_keep_days))
    copies = policy.kept(policy.dr_keep_days)
    text = (
        f"{home} at home, {count:,} full backups; {there} in {policy.dr_region}, {copies:,} copies"
    )
    cold = [
        where
        for where, keep in (("at home", policy.keep_days), (policy.dr_region, policy.dr_keep_days))
        if policy.cold_for(keep) is not None
    ]
    return f"{text}; cold after {policy.cold_after_days}d {' and '.join(cold)}" if cold else text


def rpo_text(draft: Draft) -> str:
    """What may be lost at worst, and whether that is within the target."""
    order, target, found = draft.order, draft.request.rpo, draft.exposure
    at_home = f"In {order.region} itself: {minutes(PITR_SECONDS)} by PITR, as AWS says."
    if found is None:
        text = f"Everything, if {order.region} is lost. {at_home}{_watched(draft)}"
        return f"{text} {advice(target)}".strip() if target else text
    said = f"In {order.other_region}: {found}. {at_home}{_watched(draft)}"
    return f"{verdict(found, target)} {said}" if target else said


def _watched(draft: Draft) -> str:
    """A target of the command's alone sets up nothing that would alarm."""
    if draft.request.rpo in {None, draft.watched}:
        return ""
    if draft.watched is None:
        return " Alarms need an `rpo` for the table in ddbdr.yaml, which has none."
    return f" Alarms go by ddbdr.yaml's {duration_text(draft.watched)}."


def rto_text(draft: Draft) -> str:
    """In how many waves all protected tables come back."""
    if draft.standing.copies is None:
        return "not known: the tables that would have to come back were not counted"
    size = draft.found.table.size_bytes
    seconds = time_estimate(draft.known.history, "restore-backup", size).high_seconds
    target = draft.request.rto
    fit = restores_fit(draft.standing.copies.tables + 1, seconds, target)
    if fit.fits is False and target is not None:
        return f"The target of {duration_text(target)} is missed. {fit.text}"
    return fit.text
