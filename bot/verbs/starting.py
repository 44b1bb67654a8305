"""Verbs that start a job: the question is written down, a worker finds the answer."""

import re
from datetime import datetime
from typing import Any

from bot.asking import Asking, Replayed
from bot.desk import Desk
from bot.reply import Reply
from bot.verbs.reading import table_meant
from recovery import policy
from recovery.answer import Answer
from recovery.errors import Refusal
from recovery.grammar import Command
from recovery.job import Job
from recovery.ledger.port import Change
from recovery.names import is_table_name, make_job_id
from recovery.references import TableReference
from recovery.verbs import VERBS
from recovery.words import escape_mrkdwn

_TABLE_IN_ARN = re.compile(
    r"arn:aws[a-z-]*:dynamodb:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):table/(?P<table>[^/]+)/"
)
MOST_DRAWS = 8
"""Ids drawn before giving up; one taken id in a million jobs is already unlikely."""


def start(desk: Desk, asking: Asking, command: Command) -> Reply:
    """Make the job that `backup` or `restore` asks for.

    Raises:
        Refusal: the person may not ask, or the account is unknown.
        Replayed: this request made a job before.
    """
    job = new_job(desk, asking, command)
    return created(desk, create(desk, asking, job), asking)


def new_job(
    desk: Desk, asking: Asking, command: Command, *, not_before: datetime | None = None
) -> Job:
    """The job as it would be created, policy checked; its id is drawn anew if taken."""
    action = VERBS[command.verb].action
    if action is None:
        raise ValueError(f"{command.verb} starts no job")
    check_asker(desk, asking, action)
    table = table_meant(desk, command) or table_of_backup(desk, command)
    if table is None:
        raise Refusal(f"`{command.verb}` needs a table.", commands=VERBS[command.verb].examples)
    params: dict[str, Any] = {**command.params, "table": str(table)}
    _check_accounts(desk, table, params)
    now = desk.now()
    return Job(
        id=make_job_id(desk.randbelow),
        kind=command.verb,
        params=params,
        table=table.name,
        command=command.text,
        requester=asking.person,
        reason=command.reason or "",
        channel=card_channel(desk, asking, table),
        due=max(now, not_before) if not_before else now,
        created=now,
        changed=now,
    )


def table_of_backup(desk: Desk, command: Command) -> TableReference | None:
    """The table of the backup that is named without one: by its ARN, or as last seen."""
    named = str(command.params.get("backup", ""))
    if not named or command.verb != "delete":
        return None
    seen = {
        (entry.account, entry.region, entry.table)
        for entry in desk.ledger.sightings.backups()
        if named in {entry.arn, entry.name} or entry.arn.endswith((f":{named}", f"/{named}"))
    }
    if len(seen) == 1:
        account, region, name = seen.pop()
        return TableReference(account=account, region=region, name=name)
    found = _TABLE_IN_ARN.match(named)
    owner = next(
        (one for one in desk.config.accounts if found and one.id == found["account"]), None
    )
    if found is None or owner is None or not is_table_name(found["table"]):
        return None
    return TableReference(account=owner.name, region=found["region"], name=found["table"])


def create(desk: Desk, asking: Asking, job: Job) -> Job:
    """Write it down, under another id where its own is taken.

    Raises:
        Replayed: this request made a job before.
    """
    for _ in range(MOST_DRAWS):
        change = Change(
            event="asked",
            actor=str(asking.person),
            detail={"command": job.command, "via": asking.via},
        )
        creation = desk.ledger.jobs.create(job, change, seen=asking.request_id)
        if creation == "created":
            return job
        if creation == "replayed":
            raise Replayed
        job = job.model_copy(update={"id": make_job_id(desk.randbelow)})
    raise Refusal("No free job id was found.", advice="Try again.")


def created(desk: Desk, job: Job, asking: Asking) -> Reply:
    """`J-7F3K2Q1 · backup orders · planning`, and where its card stands."""
    head = f"`{job.id}` · {job.kind} {escape_mrkdwn(job.table)} · planning"
    where = f"The card follows in <#{job.channel}>."
    if asking.channel != job.channel:
        where = f"The card follows in <#{job.channel}>, where others can see and approve it."
    notes = ("*SANDBOX*, not the real AWS",) if desk.is_sandbox else ()
    return Reply(Answer(lines=(head, where), notes=notes))


def card_channel(desk: Desk, asking: Asking, table: TableReference) -> str:
    """The channel it was asked in, if the bot can post there; else the table's own."""
    entry = desk.directory().channels.get(asking.channel)
    unusable = entry is not None and (not entry.is_member or entry.is_archived)
    if asking.channel and not asking.is_direct and not unusable:
        return asking.channel
    account = desk.config.account_of(table)
    name, region = (account.name, account.region) if account else ("", "")
    return desk.config.channel_for(name, table.region or region, table.name)


def check_asker(desk: Desk, asking: Asking, action: str) -> None:
    """Refuse who may not ask; where that may only be old news, say so and have it read anew."""
    config, directory, person = desk.config, desk.directory(), asking.person
    may_be_in_a_group = (
        person.team == config.slack.team
        and person.user not in directory.members(config.operators)
        and any(operator.startswith("S") for operator in config.operators)
        and directory.counts(person.user)
    )
    if may_be_in_a_group and not desk.knows_groups():
        desk.ledger.people.ask_fresh()
        raise Refusal(
            "You are not among the operators as far as Slack's user groups are known here, "
            "and they were not read lately.",
            advice="They are being read again. Ask again in ten seconds.",
        )
    policy.check_asker(config, directory, person, action)


def _check_accounts(desk: Desk, table: TableReference, params: dict[str, Any]) -> None:
    for name in (table.account, params.get("account")):
        if name is not None:
            desk.config.account(name)
