"""What the RPO watch says: a notice for each table, or one for many at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.figures import span
from recovery.instants import iso
from recovery.inventory import Sighting, TableEntry
from recovery.outcome import Notice
from recovery.unread import blind_for, place_of
from recovery.watch import Reached, Side, Verdict, Watch

MOST_ALONE = 5
"""Tables that begin to miss their targets in one place at once and are told one by one."""
MOST_NAMED = 5
NAMES: dict[Verdict, str] = {"missed": "RpoMissed", "met": "RpoMet"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A verdict on one side of one table; `key` is the same if it is told again."""

    verdict: Verdict
    side: Side
    entry: TableEntry
    region: str
    target: timedelta
    reached: Reached
    at: datetime
    key: str

    @property
    def table(self) -> str:
        """`prod/us-east-2/orders`."""
        return f"{self.entry.account}/{self.entry.region}/{self.entry.name}"


def gathered(told: Sequence[Told]) -> Iterator[Notice]:
    """Notices: where many tables of one place change at once, one for all of them."""
    groups: dict[tuple[Verdict, Side, str, str], list[Told]] = {}
    for one in told:
        groups.setdefault((one.verdict, one.side, one.entry.account, one.region), []).append(one)
    for group in groups.values():
        if len(group) > MOST_ALONE:
            yield _of_many(group)
        else:
            yield from map(_of_one, group)


def _of_one(told: Told) -> Notice:
    return Notice(
        name=NAMES[told.verdict],
        key=f"{NAMES[told.verdict]}:{told.key}",
        table=told.entry.name,
        account=told.entry.account,
        region=told.region,
        detail=(*_loss(told), ("target", span(told.target))),
        urgent=told.verdict == "missed",
        offers=_offers(told),
    )


def _loss(told: Told) -> tuple[tuple[str, str], ...]:
    if_lost = f"if {told.entry.region} is lost, " if told.side == "dr" else ""
    loss = told.reached.loss(told.at)
    if loss is None or told.reached.newest is None:
        return (("", f"{if_lost}everything could be lost: {told.reached.basis}"),)
    newest = iso(told.reached.newest)
    return (
        ("", f"{if_lost}{span(loss)} could be lost"),
        ("", f"{told.reached.basis} of {newest}"),
    )


def _offers(told: Told) -> tuple[tuple[str, str], ...]:
    status = ("Status", f"status {told.table}")
    if told.verdict == "met":
        return (status,)
    if told.side == "dr":
        return (("Copy now", f"copy {told.table} --region {told.region}"), status)
    return (("Back up now", f"backup {told.table}"), status)


def _of_many(group: Sequence[Told]) -> Notice:
    first = group[0]
    names = sorted(one.entry.name for one in group)
    named = ", ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    missed = first.verdict == "missed"
    if_lost = f"if {first.entry.region} is lost, " if first.side == "dr" else ""
    said = "more than their targets could be lost" if missed else "they are within their targets"
    return Notice(
        name=NAMES[first.verdict],
        key=f"{NAMES[first.verdict]}:{len(group)}:{min(one.key for one in group)}",
        table=f"{len(group):,} tables",
        account=first.entry.account,
        region=first.region,
        detail=(("", f"{if_lost}{said}"), ("", named + more)),
        urgent=missed,
        offers=(("Status", "status"),),
    )


def unreadable(reading: Sighting, tables: int) -> Notice:
    """A place that cannot be read, so that nobody knows whether targets are met there."""
    last = iso(reading.at) if reading.at else "never"
    return Notice(
        name="RpoUnknown",
        key=f"RpoUnknown:{place_of(reading)}:{last}",
        table=_tables(tables),
        account=reading.account,
        region=reading.region,
        detail=(
            ("", f"{_what(reading)} cannot be read, so what could be lost is not known"),
            ("last read", last),
            ("", reading.problem),
        ),
        urgent=True,
        offers=(("Health", "health"),),
    )


def readable(reading: Sighting, watch: Watch, tables: int) -> Notice:
    """The all-clear of that place; `watch` is what was remembered of it."""
    before = watch.newest or watch.since
    return Notice(
        name="RpoKnown",
        key=f"RpoKnown:{place_of(reading)}:{before.isoformat()}",
        table=_tables(tables),
        account=reading.account,
        region=reading.region,
        detail=(
            ("", f"{_what(reading)} is read again after {span(blind_for(watch))}"),
            ("", "what could be lost is known again"),
        ),
        offers=(("Status", "status"),),
    )


def _what(reading: Sighting) -> str:
    return reading.what or "DynamoDB"


def _tables(count: int) -> str:
    return f"{count:,} tables" if count > 1 else "1 table"
