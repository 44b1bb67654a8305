"""`jobs`, and what one sees who types nothing: what runs, what waits for me."""

from collections.abc import Sequence

from bot.answers.paging import next_button, no_such_page, place
from recovery.answer import Answer, Grid
from recovery.job import Job
from recovery.ledger.port import Page
from recovery.people import Directory, Person
from recovery.policy import may_decide, mention
from recovery.record import State
from recovery.rows import COLUMNS
from recovery.words import escape_mrkdwn

MOST_SHOWN = 10


def jobs(found: Page, *, page: int, only_open: bool, command: str) -> Answer:
    """A page of jobs; the rows were made when they were written."""
    what = "open jobs" if only_open else "jobs"
    if not found.rows and page == 1:
        return Answer(
            title=f"No {what}",
            lines=("A job is made by asking for something:",),
            commands=("backup orders", 'restore orders --at "10 minutes ago"', "jobs --all"),
        )
    if not found.rows:
        return no_such_page(command, page, what)
    return Answer(
        title=place(found.total, page, what),
        grid=Grid(columns=COLUMNS, rows=found.rows),
        buttons=next_button(command, found.total, page),
    )


def home(open_jobs: Sequence[Job], mine: Sequence[Job]) -> Answer:
    """What waits for me, what runs, what needs care; and commands that are next."""
    stuck = [job for job in open_jobs if job.state is State.STUCK]
    rest = [job for job in open_jobs if job not in mine and job not in stuck]
    lines = [
        *_part("Waits for you", mine),
        *_part("Stuck, needs somebody", stuck),
        *_part("Open", rest),
    ]
    commands = [f"approve {job.id}" for job in mine[:3]] + [f"job {job.id}" for job in stuck[:3]]
    if not lines:
        lines = ["Nothing runs and nothing waits for you."]
    commands += ['restore orders --at "10 minutes ago"', "backup orders", "help"]
    return Answer(title="Right now", lines=tuple(lines), commands=tuple(commands[:6]))


def _part(title: str, found: Sequence[Job]) -> list[str]:
    if not found:
        return []
    more = [f"… and {len(found) - MOST_SHOWN} more, see `jobs`"] if len(found) > MOST_SHOWN else []
    return [f"*{title}*", *(_line(job) for job in found[:MOST_SHOWN]), *more]


def _line(job: Job) -> str:
    asker = mention(job.requester.user)
    table = escape_mrkdwn(job.table)
    return f"`{job.id}` · {job.kind} {table} · {job.state.value} · asked by {asker}"


def could_decide(job: Job, person: Person, directory: Directory) -> bool:
    """Whether it waits and this person's word on it would count."""
    if job.state is not State.AWAITING_APPROVAL:
        return False
    return may_decide(job.approvers, directory, job.requester, person) is None
