"""Type-ahead for the forms, from what was last seen on AWS."""

from bot.desk import Desk
from bot.fields import TABLE, entered, option
from bot.forms import opened_for
from bot.render.blocks import LONGEST_OPTION_VALUE, Json
from bot.render.numbers import size, utc
from recovery.errors import Refusal
from recovery.inventory import RECOVERY_POINT, BackupEntry
from recovery.names import stands_for_job
from recovery.point_names import shown_name
from recovery.references import parse_reference
from recovery.values import read_value
from recovery.verbs import VERBS

MOST = 20
_BACKUP = next(each for each in VERBS["delete"].options if each.reads == "backup")


def tables(desk: Desk, typed: str) -> list[Json]:
    """Tables that start with, then contain, the text; what was typed itself if it could be one."""
    found = desk.ledger.sightings.search(typed.strip(), limit=MOST)
    shown = [
        option(f"{entry.name} · {entry.region} · {entry.account}, {size(entry.size_bytes)}", value)
        for entry in found
        if len(value := f"{entry.account}/{entry.region}/{entry.name}") <= LONGEST_OPTION_VALUE
    ]
    if not any(entry.name == typed.strip() for entry in found):
        shown += _as_typed(typed.strip())
    return shown


def backups(desk: Desk, typed: str, view: Json) -> list[Json]:
    """Backups the form's verb can use of the table chosen in it, newest first.

    First `latest`, save for `delete`, where what is meant is named; last what was typed.
    """
    verb = _verb(view)
    found = desk.ledger.sightings.backups(table=_chosen_table(view))
    now = desk.now()
    shown = [] if verb == "delete" else [option("latest", "latest")]
    shown += [
        option(_named(entry, utc(entry.created, now)), entry.arn)
        for entry in found
        if _is_for(verb, entry)
        and typed.lower() in f"{shown_name(entry)} {entry.arn}".lower()
        and len(entry.arn) <= LONGEST_OPTION_VALUE
    ][: MOST - len(shown)]
    known = {choice["value"] for choice in shown}
    return shown + [
        one for one in _backup_as_typed(desk, typed.strip()) if one["value"] not in known
    ]


def _is_for(verb: str, entry: BackupEntry) -> bool:
    """DynamoDB restores its own backups; AWS Backup copies its recovery points."""
    is_point = entry.kind == RECOVERY_POINT
    return {"restore": not is_point, "copy": is_point}.get(verb, True)


def _named(entry: BackupEntry, made: str) -> str:
    """As `backups` shows it; of a recovery point its place too, for copies."""
    name = f"{made} · {shown_name(entry)}"
    return f"{name}, {entry.region}" if entry.kind == RECOVERY_POINT else name


def _verb(view: Json) -> str:
    return str(opened_for(view).get("verb", ""))


def _chosen_table(view: Json) -> str | None:
    value = str(entered(view).get(TABLE, ""))
    return parse_reference(value).name if value and not stands_for_job(value) else None


def _as_typed(typed: str) -> list[Json]:
    try:
        reference = str(parse_reference(typed))
    except Refusal:
        return []  # not a name yet: nothing to offer while somebody is still typing
    if len(reference) > LONGEST_OPTION_VALUE:
        return []
    known = "the job's table" if stands_for_job(typed) else "not seen yet"
    return [option(f"{reference}, {known}", reference)]


def _backup_as_typed(desk: Desk, typed: str) -> list[Json]:
    """A name or an ARN of what has not been seen; a word of it is no offer."""
    try:
        read_value(_BACKUP, typed, desk.now(), desk.config.slack.default_zone)
    except Refusal:
        return []  # as above
    return [option(f"{typed}, as typed", typed)] if len(typed) <= LONGEST_OPTION_VALUE else []
