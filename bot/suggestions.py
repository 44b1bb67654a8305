"""Type-ahead for the forms, from what was last seen on AWS."""

from bot.desk import Desk
from bot.forms import TABLE, option
from bot.render.blocks import LONGEST_OPTION_VALUE, Json
from bot.render.numbers import size, utc
from recovery.errors import Refusal
from recovery.inventory import RECOVERY_POINT
from recovery.references import parse_reference

MOST = 20


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
    """`latest`, then backups of the table chosen in the form, newest first."""
    chosen = view.get("state", {}).get("values", {}).get(TABLE, {}).get(TABLE, {})
    value = (chosen.get("selected_option") or {}).get("value")
    table = parse_reference(value) if value else None
    found = desk.ledger.sightings.backups(table=table.name if table else None)
    now = desk.now()
    shown = [
        option(f"{utc(entry.created, now)} · {entry.name}", entry.arn)
        for entry in found
        if entry.kind != RECOVERY_POINT  # DynamoDB itself cannot restore it
        and typed.lower() in entry.name.lower()
        and len(entry.arn) <= LONGEST_OPTION_VALUE
    ]
    return [option("latest", "latest"), *shown[: MOST - 1]]


def _as_typed(typed: str) -> list[Json]:
    try:
        reference = str(parse_reference(typed))
    except Refusal:
        return []  # not a name yet: nothing to offer while somebody is still typing
    if len(reference) > LONGEST_OPTION_VALUE:
        return []
    return [option(f"{reference}, not seen yet", reference)]
