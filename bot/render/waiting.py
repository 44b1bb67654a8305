"""Cards of what has not begun: being planned, or waiting for a person to approve."""

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.kinds import approval_says
from bot.render.numbers import ago, minute, moment, reader_time, spoken, utc
from bot.render.pieces import (
    asked,
    checks_text,
    cost_in_short,
    cost_text,
    details_button,
    doing_word,
    kind_title,
    sentence,
    target_of,
    time_text,
)
from bot.render.scene import Scene, joined, mentions
from bot.render.told import Told
from recovery.job import Job
from recovery.ledger.port import Dossier
from recovery.plan import Plan
from recovery.policy import mention
from recovery.words import escape_code, escape_mrkdwn

WITHOUT_TIME = frozenset({"protect", "pitr-on", "pitr-off", "delete"})
"""Kinds that change settings or take away; AWS is done with them at once."""
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}


def planning(dossier: Dossier, scene: Scene) -> list[Json]:
    """The first card: what was asked for, and that AWS is being looked at."""
    job = dossier.job
    if job.due is not None and job.due > scene.now and job.version == 1:
        doing = f"*planning* · starts at {utc(job.due, scene.now)}, {reader_time(job.due)}"
    else:
        progress = sentence(job.progress, scene.now)
        doing = f"*planning* · {progress or 'looking at AWS, nothing is changed'}"
    return [
        blocks.header(kind_title(job)),
        blocks.section(doing),
        asked(dossier, scene),
        blocks.actions([buttons_cancel(job, "Cancel")]),
    ]


def plan_card(dossier: Dossier, told: Told, scene: Scene) -> list[Json]:
    """What will be done, what it costs, what was checked, and who may say yes."""
    job, plan = dossier.job, dossier.plan
    if plan is None:
        # The plan is stored with the state in one step; without it nobody may approve.
        return [
            blocks.header(kind_title(job)),
            blocks.section("The plan cannot be read, so nobody can approve it. Cancel, ask again."),
            asked(dossier, scene),
            blocks.actions([buttons_cancel(job, "Cancel")]),
        ]
    return [
        blocks.header(plan.title),
        asked(dossier, scene),
        blocks.fields(stated(plan, scene)),
        *_consequences(plan),
        blocks.context(checks_text(plan, scene.now)),
        blocks.context(needs(job, told, scene)),
        blocks.actions(_choices(dossier, plan)),
    ]


def stated(plan: Plan, scene: Scene) -> list[tuple[str, str]]:
    """Label and text of everything a person must know, what and where first."""
    named = {label: escape_mrkdwn(spoken(text, scene.now)) for label, text in plan.stated}
    source, target = plan.source, plan.target
    label = "Table" if plan.kind in WITHOUT_TIME else "From"
    said = {label: named.pop("From", None) or _place(source.get("table", ""), source, plan)}
    if target:  # a deletion makes nothing
        made = target.get("table") or target.get("backup_name", "")
        said["Into"] = named.pop("Into", "") or _place(made, target, plan)
    if plan.instant is not None:
        when = ago(plan.instant, scene.now)
        named["Point"] = f"{moment(plan.instant, scene.now)} · {when}"
    # Slack sets two a row: what belongs together stands together.
    said |= {label: named.pop(label) for label in ("Point", "Window") if label in named}
    if "Backup" in named and "Size" in named:
        said |= {label: named.pop(label) for label in ("Backup", "Size")}
    said |= _bill(plan, named)
    rest = {label: text for label, text in named.items() if label not in said}
    return [*said.items(), *((escape_mrkdwn(label), text) for label, text in rest.items())]


def _bill(plan: Plan, named: dict[str, str]) -> dict[str, str]:
    """Time and cost; where no data moves, what changes goes before the cost, and no time."""
    cost = {"Cost": cost_text(plan)}
    if plan.kind == "protect" and "Kept" in named:
        return {"Kept": named.pop("Kept")} | cost
    if plan.kind in WITHOUT_TIME:
        rest = {escape_mrkdwn(label): text for label, text in named.items() if label != "From"}
        return rest | cost
    return {"Time": time_text(plan)} | cost


def needs(job: Job, told: Told, scene: Scene) -> str:
    """`Needs one of @dr-approvers, not the asker · until 03:14 UTC`."""
    text = f"Needs {_whom(job)}, not the asker" if job.quorum else "Needs no approval"
    if told.have and job.quorum > 1:
        text += f" · {len(told.have)} of {job.quorum} so far: {mentions(told.have)}"
    if job.expires is not None:
        text += f" · until {minute(job.expires, scene.now)}, {reader_time(job.expires)}"
    return text


def _whom(job: Job) -> str:
    """`one of @bob or @dr-team`, `both @bob and @eve`; a group stands for many."""
    named = [mention(id_) for id_ in job.approvers]
    are_people = all(id_.startswith(("U", "W")) for id_ in job.approvers)
    if are_people and job.quorum == len(named) == 2:  # noqa: PLR2004  both
        return f"both {joined(named, 'and')}"
    return f"{NUMBERS.get(job.quorum, str(job.quorum))} of {joined(named, 'or')}"


def buttons_cancel(job: Job, label: str) -> Json:
    """Cancelling what has not begun harms nothing and asks nothing."""
    return blocks.button(label, buttons.CANCEL, buttons.value(job.id, job.plan_digest))


def _place(name: str, where: dict[str, str], plan: Plan) -> str:
    region = where.get("region", plan.region)
    account = where.get("account", plan.account)
    return f"`{escape_code(name)}`, {escape_mrkdwn(region)}, {escape_mrkdwn(account)}"


def _consequences(plan: Plan) -> list[Json]:
    lines = []
    if plan.comes_back:
        lines.append(f"*Comes back:* {escape_mrkdwn(', '.join(plan.comes_back))}.")
    if plan.stays_away:
        lines.append(f"*Does not:* {escape_mrkdwn(', '.join(plan.stays_away))}.")
    return [blocks.section("\n".join(lines))] if lines else []


def _choices(dossier: Dossier, plan: Plan) -> list[Json]:
    job = dossier.job
    carried = buttons.value(job.id, job.plan_digest)
    label = f"Approve {doing_word(job)}"
    return [
        blocks.button(
            label,
            buttons.APPROVE,
            carried,
            style="primary",
            question=blocks.confirm(
                f"{plan.title}?",
                f"Cost: {cost_in_short(plan)}.\n{approval_says(plan, target_of(dossier))}",
                label,
            ),
        ),
        blocks.button("Reject", buttons.REJECT, carried),
        details_button(dossier),
        blocks.overflow(
            buttons.MORE,
            [
                *(
                    [("As aws commands", f"{buttons.AWS_COMMANDS} {carried}")]
                    if plan.commands
                    else []
                ),
                (f"Cancel {doing_word(job)}", f"{buttons.CANCEL} {carried}"),
            ],
        ),
    ]
