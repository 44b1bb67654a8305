"""What comes of an event: its notice, the jobs that know its ids, the chores that look closer.

An event is a hint. It wakes who asks AWS and says what AWS said; nothing is decided by it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from recovery.aws_events import AwsEvent, notice_of
from recovery.aws_events.completions import COMPLETED, account_named, hop_of
from recovery.aws_events.event import table_name
from recovery.aws_events.reached import not_yet_looked_up
from recovery.config import Config
from recovery.ledger.port import Ledger
from recovery.ledger.port_news import Hearing
from recovery.ledger.writing import letter
from recovery.names import ID_ALPHABET, ID_LENGTH, is_job_id
from recovery.news import way_of
from recovery.outcome import Notice
from workers.chores.names import native_backup_chore, reached_chore

CREATE_BACKUP = "CreateBackup"
HELD_SECONDS = 20.0
"""A notice without its RPO is better than a late one; a region that does not answer at all takes
a read 16 seconds."""
_OUR_TABLE = re.compile(rf".*-ddbdr-([{ID_ALPHABET}]{{{ID_LENGTH}}})", re.DOTALL)
_OUR_BACKUP = re.compile(rf".*-(J-[{ID_ALPHABET}]{{{ID_LENGTH}}})", re.DOTALL)


def hearing_of(event: AwsEvent, config: Config, ledger: Ledger) -> Hearing:
    """What the ledger is to do with an event."""
    notice = notice_of(event, config)
    is_worth_asking = notice is not None or event.name == CREATE_BACKUP
    job_id = _job_behind(event, config, ledger) if is_worth_asking else None
    if notice is not None and job_id is not None:
        known = _known_to_the_job(event, job_id, ledger)
        notice = _with_job(notice_of(known, config) or notice, job_id)
    if notice is not None and notice.name == "BackupDeleted":
        notice = _with_name(notice, event.recovery_point, ledger)
    if notice is not None and event.kind == "backup-plan":
        notice = _with_plan_name(notice, ledger)
    return Hearing(
        key=event.key,
        notices=() if notice is None else (notice,),
        ids=event.ids,
        wakes=tuple(_chores(event, config, job_id)),
    )


def may_tell_rpo(hearing: Hearing, config: Config, *, fleet: int) -> bool:
    """Whether its notice is worth a look at what AWS lists: told by itself, of a known table."""
    if len(hearing.notices) != 1:
        return False
    (news,) = hearing.notices
    is_made = news.name in COMPLETED and bool(news.also and news.table)
    is_known = any(account.name == news.account for account in config.accounts)
    return is_made and is_known and way_of(news, config, fleet=fleet) == "each"


def not_looked_up(hearing: Hearing, config: Config) -> Hearing:
    """The same, its notice saying that nobody has looked what RPO it reached."""
    (news,) = hearing.notices
    return replace(hearing, notices=(not_yet_looked_up(news, config),))


def with_rpo(hearing: Hearing, *, wall: float) -> Hearing:
    """The same, its notice held until a worker has looked."""
    chore = reached_chore(letter(hearing.notices[0]).id)
    wakes = (*hearing.wakes, chore)
    return replace(hearing, held_until=wall + HELD_SECONDS, wakes=wakes)


def _known_to_the_job(event: AwsEvent, job_id: str, ledger: Ledger) -> AwsEvent:
    """The event of our own copy with what only its plan knows, so that it reads as our own news."""
    job = ledger.jobs.load(job_id)
    if job is None or job.kind != "copy" or job.plan_digest is None:
        return event
    hop = hop_of(ledger.jobs.plan(job_id, job.plan_digest), event.vault)
    is_first = event.kind in {"backup-job", "recovery-point"}
    return event.model_copy(update={"hop": hop, "is_copied_on": is_first or event.is_copied_on})


def _with_job(notice: Notice, job_id: str) -> Notice | None:
    """Whose notice it is; none where the job's card tells that our own restore began.

    Deletions and the like are told whoever did them: anybody who may enter the role can
    call their session after a job.
    """
    if notice.name == "RestoreStarted":
        return None
    return notice.model_copy(update={"job_id": job_id})


def _with_name(notice: Notice, arn: str, ledger: Ledger) -> Notice:
    """The backup as people know it: its call tells the ARN alone, the inventory its name."""
    seen = ledger.sightings.backups(table=notice.table)
    name = next((one.name for one in seen if one.arn == arn and not one.vault), "")
    detail = tuple(
        (label, name if label == "backup" and name else text) for label, text in notice.detail
    )
    return notice.model_copy(update={"detail": detail})


def _with_plan_name(notice: Notice, ledger: Ledger) -> Notice:
    """The plan as people know it: its event tells the id alone, the inventory its name."""
    names = {one.origin: one.plan for one in ledger.sightings.schedules()}
    detail = tuple((label, names.get(text) or text) for label, text in notice.detail)
    return notice.model_copy(update={"detail": detail})


def _job_behind(event: AwsEvent, config: Config, ledger: Ledger) -> str | None:
    """The job of ours that made this call: by its session's name, or by what it names."""
    session = event.by.rpartition("/")[2]
    table = _OUR_TABLE.fullmatch(event.setting("target"))
    backup = _OUR_BACKUP.fullmatch(event.setting("backup-name"))
    named = (session, f"J-{table[1]}" if table else "", backup[1] if backup else "")
    known = (id_ for id_ in named if is_job_id(id_) and ledger.jobs.load(id_) is not None)
    found = next(known, None) or _job_of_agent(event, config, ledger)
    return found or next(_jobs_awaiting(event, ledger), None)


def _jobs_awaiting(event: AwsEvent, ledger: Ledger) -> Iterator[str]:
    """Jobs that learnt one of its ids, or have something made of its table in its vault now.

    An arrival is theirs as long as they wait for it: what comes after it is somebody else's.
    """
    yield from ledger.news.awaiting([id_ for id_ in event.ids if id_ != event.arrival])
    if event.arrival:
        for job_id in ledger.news.awaiting([event.arrival]):
            job = ledger.jobs.load(job_id)
            now = job.steps[max(0, job.cursor - 1) : job.cursor + 1] if job else ()
            if event.arrival in {step.facts.get("arrival") for step in now}:
                yield job_id


def _job_of_agent(event: AwsEvent, config: Config, ledger: Ledger) -> str | None:
    """The job that a call of an account without a role says it is made for.

    Anybody may say so. It is believed of calls about the job's own table, and only adds whose
    work it is: nothing goes untold for it, so not of restores, which our own card tells alone.
    """
    if event.setting("target"):
        return None
    account = account_named(config, event.account_id)
    if account is None or account.role is not None or not is_job_id(event.agent):
        return None
    job = ledger.jobs.load(event.agent)
    is_its = job is not None and table_name(event.table) in {"", job.table}
    return event.agent if is_its else None


def _chores(event: AwsEvent, config: Config, job_id: str | None) -> Iterator[str]:
    """Who looks closer: CreateBackup's event tells that a backup was asked for, not its end."""
    is_asked_for = event.name == CREATE_BACKUP and not event.refusal and not event.is_foreign
    is_taken = is_asked_for and table_name(event.recovery_point)
    if is_taken and job_id is None and account_named(config, event.account_id):
        yield native_backup_chore(event.recovery_point)
