"""How a table stands: what could be lost of it now, at home and if its region is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.render.numbers import span
from recovery.config import Config
from recovery.inventory import Freshest, TableEntry
from recovery.watch import (
    PITR,
    Reached,
    counts_there,
    reached_at_home,
    reached_in,
    target_of,
)

EVERYTHING = "everything"
NOTHING = "–"  # noqa: RUF001  a dash stands for nothing
_ORDER = ("unprotected", "missed", "no target set", "met")


@dataclass(frozen=True)
class Standing:
    """One table.

    Attributes:
        here: What could be lost of it if its data is damaged; None is everything.
        there: What could be lost if its region is; None is everything.
        dr_region: Empty where the table itself lies outside its account's home region.
        is_judged_there: Whether the target counts there: where there is a vault for copies.
    """

    entry: TableEntry
    here: timedelta | None
    there: timedelta | None
    basis: str
    target: timedelta | None
    dr_region: str
    is_judged_there: bool

    @property
    def verdict(self) -> str:
        """`unprotected`, `missed`, `missed in us-west-1`, `no target set` or `met`."""
        if self.here is None:
            return "unprotected"
        if self.target is None:
            return "no target set"
        if self.here > self.target:
            return "missed"
        if self.is_judged_there and (self.there is None or self.there > self.target):
            return f"missed in {self.dr_region}"
        return "met"

    @property
    def badness(self) -> tuple[int, str]:
        """Those in danger first, then by name."""
        verdict = "missed" if self.verdict.startswith("missed") else self.verdict
        return _ORDER.index(verdict), self.entry.name

    @property
    def loss_here(self) -> str:
        """`5 min`."""
        return EVERYTHING if self.here is None else span(self.here.total_seconds())

    @property
    def loss_there(self) -> str:
        """`1 h 16 min`; a dash where there is no other region to look in."""
        if not self.dr_region:
            return NOTHING
        return EVERYTHING if self.there is None else span(self.there.total_seconds())


def standing(
    entry: TableEntry,
    freshest: Mapping[str, tuple[Freshest, ...]],
    config: Config,
    now: datetime,
) -> Standing:
    """From what was last read of AWS."""
    sources = freshest.get(entry.arn, ())
    accounts = {account.name: account for account in config.accounts}
    account = accounts.get(entry.account)
    is_home = account is not None and account.region == entry.region
    dr_region = account.dr_region if account and is_home else ""
    here = reached_at_home(entry, sources, now)
    there = reached_in(dr_region, sources, now) if dr_region else Reached()
    return Standing(
        entry=entry,
        here=here.loss(_as_of(entry, here, now)),
        there=there.loss(now),
        basis=here.basis if here.newest else "no PITR, no backup",
        target=target_of(entry, config),
        dr_region=dr_region,
        is_judged_there=bool(account and dr_region)
        and counts_there(entry, config, there, has_vault=bool(account and account.vault)),
    )


def _as_of(entry: TableEntry, reached: Reached, now: datetime) -> datetime:
    """PITR's window moves on by itself: what counts is how far it was behind when it was read."""
    return entry.seen if reached.basis == PITR and entry.seen else now
