"""What the plan of `protect` tells: where to, how long kept, and what may be lost at worst."""

from datetime import timedelta

from recovery.exposure import PITR_SECONDS, advice, verdict
from recovery.figures import minutes, span
from recovery.headroom import restores_fit
from recovery.strategies import GIVES, PolicyClass, Strategy, every
from workers.kinds.estimate import time_estimate
from workers.kinds.protect_draft import Draft


def stated(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What the card shows: label and text, as short as is honest."""
    order = draft.order
    return (
        ("From", f"{order.table}, {order.region}, {order.account}"),
        ("Into", _into(draft)),
        ("Kept", _kept_in_short(draft)),
        ("RPO", _rpo_in_short(draft)),
        ("RTO", rto_text(draft)),
        ("To set up", _to_set_up(draft)),
        *_to_change(draft),
        ("Is so already", ", ".join(part.words for part in draft.so) or "nothing"),
    )


def _to_set_up(draft: Draft) -> str:
    """What is not there at all."""
    words = [part.words for part in draft.absent if part.words not in draft.changed]
    return ", ".join(words) or "nothing"


def _to_change(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What is there and other than it has to be: by somebody's hand, or for other times."""
    said = [f"{words}: {', '.join(found)}" for words, found in draft.changed.items()]
    return (("To change", "; ".join(said)),) if said else ()


def explained(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What stands behind it, for Details."""
    policy = draft.policy
    said = (
        ("Policy", f"{policy.name}: {GIVES[policy.strategy]}"),
        ("Kept", kept_text(policy)),
        ("RPO", rpo_text(draft)),
        ("Vaults", _vaults_made(draft)),
    )
    return tuple((label, text) for label, text in said if text)


def _into(draft: Draft) -> str:
    order, policy = draft.order, draft.policy
    if policy.strategy is not Strategy.COPIES:
        return f"{order.region} only: nothing leaves the region"
    return (
        f"vault {order.vault} in {order.region}, copied to {order.other_region}, "
        f"{every(policy.hours)}"
    )


def _vaults_made(draft: Draft) -> str:
    order = draft.order
    made = [region for region, vault in draft.standing.vaults.items() if vault is None]
    if draft.policy.strategy is not Strategy.COPIES or not made or order.keys:
        return ""
    return (
        f"made with AWS's own key in {' and '.join(made)}, under which nothing is copied to "
        "another account (--kms-key names another)"
    )


def _kept_in_short(draft: Draft) -> str:
    """`35 d, 840 full backups; 35 d in us-west-1, 840 copies`."""
    policy = draft.policy
    if policy.strategy is Strategy.PITR:
        return kept_text(policy)
    home = span(timedelta(days=policy.keep_days))
    text = f"{home}, {policy.kept(policy.keep_days):,} full backups"
    if policy.strategy is Strategy.BACKUPS:
        return f"{text}; ddbdr deletes them then, AWS never does"
    there = span(timedelta(days=policy.dr_keep_days))
    text += f"; {there} in {policy.dr_region}, {policy.kept(policy.dr_keep_days):,} copies"
    return text + _cold(policy)


def _cold(policy: PolicyClass) -> str:
    """`; cold after 30 d at home and in us-west-1`."""
    kept = (("at home", policy.keep_days), (f"in {policy.dr_region}", policy.dr_keep_days))
    cold = [where for where, keep in kept if policy.cold_for(keep) is not None]
    return f"; cold after {policy.cold_after_days} d {' and '.join(cold)}" if cold else ""


def kept_text(policy: PolicyClass) -> str:
    """How long, how many, and whose work ending them is."""
    if policy.strategy is Strategy.PITR:
        return "any second of PITR's window, 35 days at most"
    home = span(timedelta(days=policy.keep_days))
    count = policy.kept(policy.keep_days)
    if policy.strategy is Strategy.BACKUPS:
        return (
            f"{home}, {count:,} backups; DynamoDB's own backups never end by themselves: "
            "deleting them is ours to do, and they stay in the region"
        )
    there = span(timedelta(days=policy.dr_keep_days))
    copies = policy.kept(policy.dr_keep_days)
    return (
        f"{home} at home, {count:,} full backups; {there} in {policy.dr_region}, {copies:,} copies"
        f"{_cold(policy)}"
    )


def _rpo_in_short(draft: Draft) -> str:
    """The verdict and the worst case; how it adds up stands under Details."""
    order, target, found = draft.order, draft.request.rpo, draft.exposure
    if found is None:
        said = f"Everything, if {order.region} is lost; {minutes(PITR_SECONDS)} by PITR within it."
        return f"{said} {advice(target)}".strip() if target else said
    worst = found.worst
    most = minutes(worst.value) if worst else f"more than {minutes(found.least_seconds)}"
    said = f"{most} at worst, if {order.region} is lost"
    if target is None:
        return f"{said}."
    match found.meets(target):
        case True:
            return f"Target of {span(target)} is met: {said}."
        case False:
            missed = f"Target of {span(target)} is missed: {said}."
            return f"{missed} {advice(target)}".strip()
        case None:
            asked = span(target)
            return f"Not known until {found.known_once}: {said} (target {asked})."


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
    return f" Alarms go by ddbdr.yaml's {span(draft.watched)}."


def rto_text(draft: Draft) -> str:
    """In how many waves all protected tables come back."""
    if draft.standing.copies is None:
        return "not known: the tables that would have to come back were not counted"
    size = draft.found.table.size_bytes
    seconds = time_estimate(draft.known.history, "restore-backup", size).high_seconds
    target = draft.request.rto
    fit = restores_fit(draft.standing.copies.tables + 1, seconds, target)
    if fit.fits is False and target is not None:
        return f"The target of {span(target)} is missed. {fit.text}"
    return fit.text
