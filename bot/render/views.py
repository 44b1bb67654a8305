"""Modals that show: everything a card leaves out, the aws commands, a short notice."""

from collections.abc import Sequence

from bot.render import blocks
from bot.render.answers import message
from bot.render.blocks import Json
from bot.render.chain import chain_lines
from bot.render.numbers import dollars, spoken, utc
from bot.render.pieces import SAID, about, sentence, time_text
from bot.render.scene import Scene
from bot.render.steps import title
from recovery.answer import Answer
from recovery.decisions import Decision
from recovery.ledger.port import AuditEntry, Dossier
from recovery.plan import Check, CheckResult, CostLine, Plan
from recovery.policy import mention
from recovery.record import StepRecord
from recovery.words import escape_code, escape_mrkdwn

LONGEST_TITLE = 24
MOST_AUDITED = 20
SIGNS = {CheckResult.PASSED: "✓", CheckResult.FAILED: "✗", CheckResult.NOT_CHECKED: "?"}


def details(dossier: Dossier, audit: Sequence[AuditEntry], scene: Scene) -> Json:
    """Checks by name, cost by line, steps, words of people, AWS's error, the record."""
    job, plan = dossier.job, dossier.plan
    parts = [_part("What was asked", [f"`/ddbdr {escape_code(job.command)}`"])]
    if plan is not None:
        parts += _plan(plan, scene)
    parts.append(_part("Steps", [_step(record, scene) for record in job.steps]))
    if job.error_code or job.request_id:
        parts.append(
            _part("AWS", [_aws(job.error_code, job.request_id), sentence(job.outcome, scene.now)])
        )
    parts.append(_part("Said", [_said(each, scene) for each in dossier.decisions]))
    parts.append(_part("Record", chain_lines(audit, scene.now, most=MOST_AUDITED)))
    if dossier.delivery.trouble:
        parts.append(_part("Slack", [dossier.delivery.trouble]))
    return _modal(job.id, [part for part in parts if part])


def aws_commands(dossier: Dossier) -> Json:
    """The same as command lines, to copy; shown as they are, nothing in them is markup."""
    plan = dossier.plan
    lines = "\n\n".join(plan.commands) if plan else ""
    if not lines:
        why = "It is not told as commands." if plan else "There is no plan yet."
        shown = blocks.section(f"There are no commands. {why}")
    else:
        text = {"type": "text", "text": blocks.cut(lines, blocks.LONGEST_SECTION)}
        shown = {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [text]}],
        }
    return _modal("As aws commands", [shown])


def notice(heading: str, lines: Sequence[str]) -> Json:
    """A few sentences, where a private answer cannot be sent."""
    return _modal(heading, [blocks.section("\n".join(lines))])


def shown(heading: str, answer: Answer) -> Json:
    """An answer to a command, where it is read in a window of its own."""
    return _modal(heading, message(answer).blocks)


def _plan(plan: Plan, scene: Scene) -> list[Json | None]:
    cost = [_cost(line) for line in plan.cost]
    if plan.cost_ceiling_usd is not None:
        cost.append(f"More than {dollars(plan.cost_ceiling_usd)} at the start voids an approval.")
    return [
        _part("Checks", [_check(check, scene) for check in plan.checks]),
        _part("Cost", cost),
        _part("Time", [time_text(plan)]),
        _part(
            "Behind the plan", [_explained(label, text, scene) for label, text in plan.explained]
        ),
        _part("Plan", [f"digest `{plan.digest}`"]),
    ]


def _explained(label: str, text: str, scene: Scene) -> str:
    return f"{escape_mrkdwn(label)}: {escape_mrkdwn(spoken(text, scene.now))}"


def _check(check: Check, scene: Scene) -> str:
    detail = f": {escape_mrkdwn(spoken(check.detail, scene.now))}" if check.detail else ""
    name = escape_mrkdwn(check.name)
    return f"{SIGNS[check.result]} {check.result.value} · {name}{detail}"


def _cost(line: CostLine) -> str:
    label = escape_mrkdwn(line.label)
    how_often = "a month" if line.monthly else "once"
    if line.figure is None:
        return f"{label}: not known, {escape_mrkdwn(line.unknown)}"
    basis = escape_mrkdwn(line.figure.basis)
    return f"{label}: {about(line.figure.value)} {how_often} = {basis}"


def _step(record: StepRecord, scene: Scene) -> str:
    parts = [f"`{escape_code(record.name)}` {title(record).coming}"]
    if record.began:
        parts.append(f"began {utc(record.began, scene.now)}")
    if record.ended:
        parts.append(f"ended {utc(record.ended, scene.now)}")
    if record.reverted:
        parts.append(f"taken back {utc(record.reverted, scene.now)}")
    if record.attempts:
        parts.append(f"attempts {record.attempts} of {record.limit}")
    return " · ".join(parts)


def _said(decision: Decision, scene: Scene) -> str:
    why = f" “{escape_mrkdwn(decision.reason)}”" if decision.reason else ""
    when = utc(decision.at, scene.now)
    plan = f", plan `{escape_code(decision.digest[:8])}`" if decision.digest else ""
    return (
        f"{when} {mention(decision.person.user)} {SAID[decision.word]} by {decision.via}{plan}{why}"
    )


def _aws(code: str, request_id: str) -> str:
    return f"`{escape_code(code) or 'no code'}`, request id `{escape_code(request_id) or '–'}`"  # noqa: RUF001


def _part(heading: str, lines: Sequence[str]) -> Json | None:
    shown = "\n".join(line for line in lines if line)
    return blocks.section(f"*{heading}*\n{shown}") if shown else None


def _modal(heading: str, shown: Sequence[Json | None]) -> Json:
    return {
        "type": "modal",
        "title": blocks.plain(heading, LONGEST_TITLE),
        "close": blocks.plain("Close", LONGEST_TITLE),
        "blocks": [block for block in shown if block],
    }
