"""Pieces that several cards share: who asked, what it costs, how long it takes."""

from datetime import datetime

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.kinds import cancel_truth
from bot.render.numbers import between, dollars, of_expected, span, spoken
from bot.render.scene import Scene
from recovery.decisions import Word
from recovery.job import Job
from recovery.ledger.port import Dossier
from recovery.plan import Check, CheckResult, CostLine, Plan, TimeEstimate
from recovery.policy import mention
from recovery.words import escape_code, escape_mrkdwn, escape_sentence

DOING = {
    "restore": "Restore",
    "backup": "Back up",
    "copy": "Copy",
    "delete": "Delete a backup of",
    "protect": "Protect",
    "pitr-on": "Switch PITR on for",
    "pitr-off": "Switch PITR off for",
}
"""What one does to a table, by kind of job; also the name of its verb."""

LONGEST_UNCHECKED = 160
"""Characters of what was not checked, and why; what is longer is named, its why under Details."""
SAID: dict[Word, str] = {
    "approve": "approved",
    "reject": "rejected",
    "cancel": "cancelled",
    "retry": "asked to retry",
}
"""What somebody did by saying it."""


def asked(dossier: Dossier, scene: Scene) -> Json:
    """The small print of every card: id, asker, reason, sandbox, and how the card stands."""
    job = dossier.job
    return blocks.context(
        f"`{job.id}`",
        f"asked by {mention(job.requester.user)}",
        f"“{escape_mrkdwn(job.reason)}”" if job.reason else "",
        sandbox(dossier, scene),
        _behind(scene),
        dossier.delivery.trouble,
    )


def sandbox(dossier: Dossier, scene: Scene) -> str:
    """`SANDBOX` where AWS is not the real one."""
    is_sandbox = dossier.plan.sandbox if dossier.plan else scene.is_sandbox
    return "*SANDBOX*, not the real AWS" if is_sandbox else ""


def _behind(scene: Scene) -> str:
    if not scene.behind_seconds:
        return ""
    return f"Slack held this card back for {span(scene.behind_seconds)}"


def target_of(dossier: Dossier) -> str:
    """The name of what is made, as it is; the source table's until a plan names one.

    A copy has none that people know it by: it is called by where it is.
    """
    plan = dossier.plan
    if plan is None:
        return dossier.job.table
    if plan.target.get("vault") and plan.kind == "copy":
        account, region = plan.target["account"], plan.target["region"]
        return region if account == plan.account else f"{account}/{region}"
    return plan.target.get("table") or plan.target.get("backup_name") or dossier.job.table


def doing_word(job: Job) -> str:
    """`restore`, as it stands on buttons; `protect --off` takes away, and must not read else."""
    if job.params.get("off"):
        return f"{job.kind} --off"
    return {"pitr-on": "PITR on", "pitr-off": "PITR off"}.get(job.kind, job.kind)


def kind_title(job: Job) -> str:
    """`Restore orders`, plain text."""
    if job.params.get("off"):
        return f"Stop protecting {job.table}"
    return f"{DOING.get(job.kind, job.kind.capitalize())} {job.table}"


def time_text(plan: Plan) -> str:
    """`31 to 44 min (5 drills of 8 to 12 GB)`; what is not known is said."""
    basis = f" ({escape_mrkdwn(plan.time.basis)})" if plan.time.basis else ""
    return _estimate(plan.time) + basis


def time_in_short(plan: Plan) -> str:
    """`31 to 44 min`, `time not known`, for a line without labels; nothing where no data moves."""
    if plan.time.low_seconds is None and plan.time.high_seconds is None:
        return "time not known" if plan.extent.size_bytes is not None else ""
    return _estimate(plan.time)


def _estimate(time: TimeEstimate) -> str:
    if time.low_seconds is None:
        return "not known" if time.high_seconds is None else f"at most {span(time.high_seconds)}"
    if time.high_seconds is None:
        return f"at least {span(time.low_seconds)}"
    return between(time.low_seconds, time.high_seconds)


def so_far(job: Job, plan: Plan | None, now: datetime) -> str:
    """`43 of about 60 min`: how long it has run since it was approved, of what is expected."""
    elapsed = (now - (job.approved_at or job.created)).total_seconds()
    low, high = (plan.time.low_seconds, plan.time.high_seconds) if plan else (None, None)
    return of_expected(elapsed, low, high)


def cost_text(plan: Plan) -> str:
    """`about $1.80 once, $2.40 a month`; each line with its formula is under Details."""
    return "\n".join(_costs(plan, with_formula=True))


def cost_in_short(plan: Plan) -> str:
    """`about $1.80 once, $2.40 a month`, for a question that has little room."""
    return ", ".join(_costs(plan, with_formula=False))


def _costs(plan: Plan, *, with_formula: bool) -> list[str]:
    once = [line for line in plan.cost if not line.monthly]
    monthly = [line for line in plan.cost if line.monthly]
    sums = (
        _sum(once, "once", with_formula=with_formula),
        _sum(monthly, "a month", with_formula=with_formula),
    )
    unknown = [escape_mrkdwn(line.label) for line in plan.cost if line.figure is None]
    parts = [part for part in sums if part]
    return [*parts, *([f"not known: {', '.join(unknown)}"] if unknown else [])] or ["nothing"]


def _sum(lines: list[CostLine], how_often: str, *, with_formula: bool) -> str:
    figures = [line.figure for line in lines if line.figure is not None]
    if not figures:
        return ""
    total = f"{about(sum(figure.value for figure in figures))} {how_often}"
    if len(figures) > 1 or not with_formula:
        return total
    formula = escape_mrkdwn(figures[0].formula)
    dated = f" of {figures[0].date}" if formula.endswith("price") else f", as of {figures[0].date}"
    return f"{total} ({formula}{dated})"


def about(usd: float) -> str:
    """`about $1.80`; `less than $0.01` is vague enough by itself."""
    amount = dollars(usd)
    return amount if amount.startswith("less") else f"about {amount}"


def checks_text(plan: Plan, now: datetime) -> str:
    """`Checks: 6 passed · 1 not checked (quota: no permission to read it)`."""
    counted = {
        result: [check for check in plan.checks if check.result is result] for result in CheckResult
    }
    parts = []
    for result, checks in counted.items():
        if checks:
            told = f" ({_named(checks, now)})" if result is not CheckResult.PASSED else ""
            parts.append(f"{len(checks)} {result.value}{told}")
    return "Checks: " + (" · ".join(parts) or "none")


def _named(checks: list[Check], now: datetime) -> str:
    """Each with its reason, or many by name alone; what failed always says why."""
    whole = "; ".join(
        escape_mrkdwn(f"{check.name}: {spoken(check.detail, now)}".removesuffix(": "))
        for check in checks
    )
    if len(whole) <= LONGEST_UNCHECKED or checks[0].result is CheckResult.FAILED:
        return whole
    names = dict.fromkeys(escape_mrkdwn(check.name) for check in checks)
    return f"{'; '.join(names)}: why stands under Details"


def sentence(text: str, now: datetime) -> str:
    """Our own sentence, escaped, its code spans kept, its instants as people read them."""
    return escape_sentence(spoken(text, now))


def details_button(dossier: Dossier) -> Json:
    """The way to everything the card leaves out."""
    return buttons.details(dossier.job.id, dossier.job.plan_digest)


def restore_began(job: Job) -> bool:
    """Whether AWS may have begun to restore, which it cannot stop and will charge."""
    return any(record.name == "start-restore" and record.began for record in job.steps)


def cancel_button(dossier: Dossier) -> Json:
    """Cancelling, with the truth about it in the question."""
    job = dossier.job
    made = escape_code(target_of(dossier))
    if job.kind == "restore" and not restore_began(job):
        truth = "AWS has not begun it: nothing will be restored and nothing is charged."
    elif job.kind == "restore":
        truth = (
            f"AWS cannot stop a restore that has begun: `{made}` is deleted once AWS has "
            "finished it, and the restore is charged."
        )
    else:
        truth = cancel_truth(job, target_of(dossier))
    label = f"Cancel {doing_word(job)}"
    return blocks.button(
        label,
        buttons.CANCEL,
        buttons.value(job.id, job.plan_digest),
        style="danger",
        question=blocks.confirm(f"Cancel: {kind_title(job)}?", truth, label),
    )
