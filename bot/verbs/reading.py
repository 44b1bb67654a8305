"""Verbs that only look."""

from functools import cache

from bot.answers import backups, health, jobs, pitr, schedules, status, tables, whoami
from bot.answers import job as one_job
from bot.answers.ages import ages, is_old
from bot.answers.paging import PAGE_SIZE
from bot.asking import Asking, Replayed
from bot.desk import Desk
from bot.render.scene import Scene
from bot.reply import Reply
from recovery.answer import Answer
from recovery.errors import Refusal
from recovery.grammar import Command
from recovery.guide import for_verb, overview
from recovery.inventory import AWS_BACKUP, SCHEDULES, chore_that_reads
from recovery.job import Job
from recovery.people import Person
from recovery.references import TableReference, parse_reference
from recovery.verbs import GROUPS
from recovery.words import code

MOST_OPEN = 100


@cache
def help_reply(topic: str | None) -> Reply:
    """Help, made once for everybody."""
    text = for_verb(topic) if topic else overview()
    paragraphs = [_bold_head(paragraph) for paragraph in text.split("\n\n")]
    return Reply(Answer(title="ddbdr", lines=tuple("\n\n".join(paragraphs).split("\n"))))


def show_help(_desk: Desk, _asking: Asking, command: Command) -> Reply:
    """`help`, `help restore`."""
    topic = command.params.get("topic")
    return help_reply(str(topic) if topic else None)


def show_home(desk: Desk, asking: Asking, _command: Command) -> Reply:
    """`/ddbdr` alone."""
    found = desk.ledger.jobs.open_jobs(limit=MOST_OPEN)
    person, directory = asking.person, desk.directory()
    mine = [
        job
        for job in found
        if jobs.could_decide(job, person, directory) and not _has_decided(desk, job, person)
    ]
    return Reply(jobs.home(found, mine))


def show_jobs(desk: Desk, _asking: Asking, command: Command) -> Reply:
    """`jobs`, `jobs --all`."""
    page, only_open = _page(command), not command.params.get("all")
    found = desk.ledger.jobs.page(size=PAGE_SIZE, page=page, only_open=only_open)
    return Reply(jobs.jobs(found, page=page, only_open=only_open, command=command.text))


def show_jobs_once(desk: Desk, asking: Asking, command: Command) -> Reply:
    """`jobs`, typed: takes the request and reads the page in one round trip.

    Raises:
        Replayed: It was taken before.
    """
    page, only_open = _page(command), not command.params.get("all")
    found = desk.ledger.jobs.page_once(
        asking.request_id, size=PAGE_SIZE, page=page, only_open=only_open
    )
    if found is None:
        raise Replayed
    return Reply(jobs.jobs(found, page=page, only_open=only_open, command=command.text))


def show_job(desk: Desk, _asking: Asking, command: Command) -> Reply:
    """`job J-7F3K2Q1`."""
    dossier = desk.ledger.jobs.dossier(command.job) if command.job else None
    if dossier is None:
        raise Refusal(f"There is no job {code(command.job or '')}.", commands=("jobs --all",))
    scene = Scene(now=desk.now(), directory=desk.directory(), is_sandbox=desk.is_sandbox)
    return Reply(one_job.job(dossier, scene))


def show_tables(desk: Desk, asking: Asking, command: Command) -> Reply:
    """`tables`."""
    answer = tables.tables(
        desk.ledger.sightings.tables(),
        desk.ledger.sightings.freshest(),
        _reading_again(desk, asking),
        config=desk.config,
        now=desk.now(),
        command=command.text,
        page=_page(command),
        region=_region(command),
    )
    return Reply(answer)


def show_backups(desk: Desk, asking: Asking, command: Command) -> Reply:
    """`backups`, `backups orders`, `backups J-7F3K2Q1`."""
    reference = table_meant(desk, command)
    account = command.params.get("account")
    kind = command.params.get("kind")
    wanted = backups.Wanted(
        table=reference,
        region=_region(command),
        account=desk.config.account(str(account)).name if account else None,
        kind=str(kind) if kind else None,
    )
    if reference and reference.account:
        desk.config.account(reference.account)
    answer = backups.backups(
        desk.ledger.sightings.kept(table=reference.name if reference else None),
        _reading_again(desk, asking, "", AWS_BACKUP),
        wanted=wanted,
        config=desk.config,
        now=desk.now(),
        command=command.text,
        page=_page(command),
    )
    return Reply(answer)


def show_schedules(desk: Desk, asking: Asking, command: Command) -> Reply:
    """`schedules`, `schedules orders`."""
    answer = schedules.schedules(
        desk.ledger.sightings.schedules(),
        _reading_again(desk, asking, SCHEDULES),
        table=table_meant(desk, command),
        now=desk.now(),
        command=command.text,
        page=_page(command),
    )
    return Reply(answer)


def show_pitr(desk: Desk, asking: Asking, command: Command) -> Reply:
    """`pitr orders`."""
    reference = table_meant(desk, command)
    if reference is None:
        raise Refusal("`pitr` needs a table.", commands=("pitr orders", "tables"))
    answer = pitr.pitr(
        desk.ledger.sightings.tables(name=reference.name),
        _reading_again(desk, asking),
        now=desk.now(),
        reference=reference,
    )
    return Reply(answer)


def show_status(desk: Desk, asking: Asking, command: Command) -> Reply:
    """`status`, `status orders`."""
    reference = table_meant(desk, command)
    name = reference.name if reference else None
    answer = status.status(
        desk.ledger.jobs.open_jobs(limit=MOST_OPEN),
        desk.ledger.sightings.tables(name=name),
        desk.ledger.sightings.freshest(),
        _reading_again(desk, asking, "", AWS_BACKUP),
        config=desk.config,
        now=desk.now(),
        reference=reference,
    )
    return Reply(answer)


def show_health(desk: Desk, _asking: Asking, _command: Command) -> Reply:
    """`health`."""
    return Reply(health.health(read_signs(desk), wall=desk.wall()))


def read_signs(desk: Desk) -> health.Signs:
    """Everything that health is judged by."""
    ledger, directory = desk.ledger, desk.directory()
    return health.Signs(
        vitals=ledger.vitals.all(),
        durability=ledger.vitals.durability(),
        counts=ledger.due.counts(now=desk.now()),
        letters=ledger.outbox.waiting(),
        directory_read_at=directory.read_at,
        unread=directory.unread,
        readings=ledger.sightings.readings(),
        poison=ledger.news.poison(),
    )


def show_whoami(desk: Desk, asking: Asking, _command: Command) -> Reply:
    """`whoami`."""
    answer = whoami.whoami(
        asking.person, config=desk.config, directory=desk.directory(), wall=desk.wall()
    )
    return Reply(answer)


def table_meant(desk: Desk, command: Command) -> TableReference | None:
    """The table named, or that of the job named in its place; None if neither was."""
    if command.table is not None or command.job is None:
        return command.table
    job = desk.ledger.jobs.load(command.job)
    if job is None:
        raise Refusal(f"There is no job {code(command.job)}.", commands=("jobs --all",))
    return parse_reference(str(job.params.get("table", job.table)))


def _has_decided(desk: Desk, job: Job, person: Person) -> bool:
    """Whether this person has had a say on the plan that waits."""
    return any(
        decision.person == person and decision.digest == job.plan_digest
        for decision in desk.ledger.jobs.decisions(job.id)
    )


def _reading_again(desk: Desk, asking: Asking, *whats: str) -> tuple[str, ...]:
    """How old what is shown is; what is old is read again, for the next look."""
    now, wanted = desk.now(), whats or ("",)
    readings = [one for one in desk.ledger.sightings.readings() if one.what in wanted]
    known = {
        (account.name, region)
        for account in desk.config.accounts
        for region in (account.region, account.dr_region)
    }
    old = [
        reading
        for reading in readings
        if is_old(reading, now) and (reading.account, reading.region) in known
    ]
    if asking.via == "terminal":
        return ages(readings, now)  # a terminal changes nothing, not even when AWS is read
    for reading in old:
        desk.ledger.due.wake(chore_that_reads(reading), now=now)
    return ages(readings, now, again=frozenset(old))


def _page(command: Command) -> int:
    return int(command.params.get("page", 1))


def _region(command: Command) -> str | None:
    region = command.params.get("region")
    return str(region) if region else None


def _bold_head(paragraph: str) -> str:
    head, _, rest = paragraph.partition("\n")
    return f"*{head}*\n{rest}" if head in GROUPS.values() else paragraph
