"""Jobs in every state, made by folding the events that lead there."""

from datetime import UTC, date, datetime, timedelta

from recovery.cards import Delivery
from recovery.decisions import Decision, Word
from recovery.events import Approved, Began, CancelAsked, Expired, Planned, Refused, Rejected
from recovery.figures import Figure
from recovery.job import Job
from recovery.ledger import Change, Dossier
from recovery.ledger.port import Ledger
from recovery.outcome import Done, Fail, Wait
from recovery.people import Person
from recovery.plan import Check, CheckResult, CostLine, Plan, PlannedStep, TimeEstimate

ALICE = Person(team="T01TEST", user="U01ALICE")
BOB = Person(team="T01TEST", user="U02BOB")
EVE = Person(team="T01TEST", user="U03EVE")
ASKED = datetime(2026, 11, 14, 2, 19, tzinfo=UTC)
POINT = datetime(2026, 11, 14, 2, 9, tzinfo=UTC)
ID = "J-7F3K2Q1"


def restore_plan(*, sandbox: bool = False, checks: tuple[Check, ...] | None = None) -> Plan:
    return Plan(
        kind="restore",
        title="Restore orders to 02:09 UTC",
        account="prod",
        account_id="123456789012",
        region="us-east-2",
        source={
            "table_arn": "arn:aws:dynamodb:us-east-2:123456789012:table/orders",
            "table": "orders",
            "region": "us-east-2",
            "account": "prod",
        },
        target={"table": "orders-ddbdr-7F3K2Q1", "region": "us-east-2"},
        instant=POINT,
        stated=(
            ("From", "orders, us-east-2, prod, point-in-time"),
            ("Window", "14 Oct 02:11 to 14 Nov 02:14 UTC"),
        ),
        steps=(
            PlannedStep(name="check-again"),
            PlannedStep(name="start-restore", point_of_no_return=True),
            PlannedStep(name="await-table"),
        ),
        comes_back=("items", "keys", "2 indexes", "on-demand"),
        stays_away=("TTL", "tags", "stream", "alarms", "scaling"),
        checks=checks
        or (
            Check(name="source exists", result=CheckResult.PASSED),
            Check(name="target name is free", result=CheckResult.PASSED),
            Check(
                name="quota",
                result=CheckResult.NOT_CHECKED,
                detail="no permission to read it",
            ),
        ),
        cost=(
            CostLine(
                label="restore",
                figure=Figure(
                    value=1.8,
                    unit="USD",
                    formula="12 GB at $0.15",
                    source="AWS price list",
                    date=date(2026, 11, 1),
                ),
            ),
        ),
        cost_ceiling_usd=2.25,
        time=TimeEstimate(low_seconds=1860, high_seconds=2640, basis="5 restores of 8 to 12 GB"),
        commands=(
            "aws dynamodb restore-table-to-point-in-time --target-table-name orders-ddbdr-7F3K2Q1",
        ),
        planned_at=ASKED,
        sandbox=sandbox,
    )


def asked(**changes: object) -> Job:
    fields: dict[str, object] = {
        "id": ID,
        "kind": "restore",
        "params": {"table": "orders", "at": "2026-11-14T02:09:00Z"},
        "table": "orders",
        "command": "restore orders --at 2026-11-14T02:09:00Z",
        "requester": ALICE,
        "reason": "bad batch job",
        "channel": "C01OPS",
        "due": ASKED,
        "created": ASKED,
        "changed": ASKED,
    }
    return Job.model_validate(fields | changes)


def planned(job: Job, plan: Plan, *, quorum: int = 1) -> Job:
    event = Planned(
        digest=plan.digest,
        steps=plan.steps,
        quorum=quorum,
        approvers=("U02BOB", "S0DRTEAM"),
        expires=ASKED + timedelta(minutes=60),
    )
    return job.after(event, ASKED + timedelta(seconds=2))


def at(minutes: float) -> datetime:
    return ASKED + timedelta(minutes=minutes)


def running(job: Job) -> Job:
    """Approved after a minute, and AWS has been copying for a while."""
    job = job.after(Approved(by=(BOB,)), at(1))
    job = job.after(Began(step="check-again"), at(1)).after(Done(), at(1.02))
    job = job.after(Began(step="start-restore"), at(1.02)).after(Done(), at(1.05))
    job = job.after(Began(step="await-table"), at(1.05))
    return job.after(Wait(seconds=30, progress="AWS reports no percentage."), at(1.1))


def succeeded(job: Job) -> Job:
    return running(job).after(Done(facts={"size_bytes": 12_992_276_070, "is_about": True}), at(39))


def states() -> dict[str, Dossier]:
    """One dossier for each state people see, and for what was said but not folded yet."""
    plan = restore_plan()
    waiting = planned(asked(), plan)
    ran = running(waiting)
    failing = Fail(
        reason="AWS denied dynamodb:RestoreTableToPointInTime on `orders`.",
        retryable=False,
        advice="Add it to the worker's role.",
        code="AccessDeniedException",
        request_id="4KBNVRGD25RG1KEO9UT4V3FQDJ",
    )
    stuck = ran.after(
        Fail(reason="AWS reports `orders-ddbdr-7F3K2Q1` as ARCHIVED.", retryable=True), at(20)
    )
    while stuck.state.value != "stuck":
        stuck = stuck.after(Began(step="await-table"), at(20))
        stuck = stuck.after(
            Fail(reason="AWS reports `orders-ddbdr-7F3K2Q1` as ARCHIVED.", retryable=True), at(20)
        )
    reverting = ran.after(CancelAsked(by=ALICE, reason="found the data"), at(13))
    failed = running(waiting).after(failing, at(3))
    while not failed.state.is_terminal:
        failed = failed.after(Done(), at(4))
    cancelled = reverting
    while not cancelled.state.is_terminal:
        cancelled = cancelled.after(Done(), at(40))
    refused = asked().after(
        Refused(
            reason="02:09 UTC is not restorable yet; the newest second is 02:08:12 UTC.",
            advice="Wait five minutes.",
            offers=(("Start at 02:16", waiting.command, at(5)),),
        ),
        at(0.1),
    )
    return {
        "planning": dossier(asked()),
        "planning-later": dossier(asked(due=at(5))),
        "awaiting-approval": dossier(waiting, plan),
        "awaiting-two": dossier(planned(asked(), plan, quorum=2), plan, said(plan, "approve", BOB)),
        "approved-not-folded": dossier(waiting, plan, said(plan, "approve", BOB)),
        "rejected-not-folded": dossier(
            waiting, plan, said(plan, "reject", BOB, "wrong table & <!channel>")
        ),
        "running": dossier(ran, plan),
        "cancel-not-folded": dossier(ran, plan, said(plan, "cancel", ALICE)),
        "running-waits": dossier(ran.model_copy(update={"waits_for": "J-0000001"}), plan),
        "reverting": dossier(reverting, plan),
        "stuck": dossier(stuck, plan),
        "succeeded": dossier(succeeded(waiting), plan),
        "failed": dossier(failed, plan),
        "refused": dossier(refused),
        "rejected": dossier(waiting.after(Rejected(by=BOB, reason="wrong table"), at(2)), plan),
        "expired": dossier(waiting.after(Expired(), at(61)), plan),
        "cancelled": dossier(cancelled, plan),
        "cancelled-before": dossier(waiting.after(CancelAsked(by=ALICE), at(2)), plan),
        "sandbox": dossier(
            planned(asked(), restore_plan(sandbox=True)), restore_plan(sandbox=True)
        ),
    }


def dossier(job: Job, plan: Plan | None = None, *decisions: Decision) -> Dossier:
    return Dossier(job=job, decisions=decisions, plan=plan, delivery=Delivery())


def said(plan: Plan, word: Word, person: Person, reason: str = "") -> Decision:
    return Decision(word=word, person=person, digest=plan.digest, at=at(1), reason=reason)


def change(event: str, plan: Plan | None = None) -> Change:
    return Change(event=event, actor="test", detail={}, plan=plan)


def store(ledger: Ledger, job: Job, plan: Plan | None = None) -> Job:
    """Write a job as it is, however many versions on."""
    first = job.model_copy(update={"version": 1})
    assert ledger.jobs.create(first, change("asked")) == "created"
    if job.version > 1:
        ledger.jobs.save(job, change("worked", plan), expected=1)
    return job


def waiting_job(ledger: Ledger, *, quorum: int = 1, **changes: object) -> tuple[Job, Plan]:
    plan = restore_plan()
    job = planned(asked(**changes), plan, quorum=quorum)
    return store(ledger, job, plan), plan
