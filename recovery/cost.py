"""What a backup, a copy, a restore and point-in-time recovery cost, as lines of a bill.

Prices are AWS's for us-east-1 and say so on every line; other regions differ. A
free tier is not counted. A size that is not known gives a line without a figure,
never a guess.

AWS charges an on-demand backup for the whole month at its start, and credits
what is left when it is deleted. A restore is charged by the size of everything
restored, secondary indexes included, also when it is cancelled.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from recovery.figures import BYTES_PER_GB, Figure, gigabytes
from recovery.plan import CostLine

SOURCE = "AWS DynamoDB pricing, us-east-1"
PRICED_ON = date(2026, 11, 1)


class Price(NamedTuple):
    """What AWS charges for a gigabyte: once, or for each month."""

    label: str
    usd_per_gb: float
    monthly: bool


BACKUP = Price("on-demand backup kept", 0.10, monthly=True)
PITR = Price("point-in-time recovery on", 0.20, monthly=True)
RESTORE = Price("data restored", 0.15, monthly=False)
STORAGE = Price("new table stored", 0.25, monthly=True)
TRANSFER = Price("data sent to another region", 0.02, monthly=False)

WARM_USD = 0.10
NEAR = frozenset({"us-east-1", "us-east-2"})
NEAR_USD = 0.01
"""What is sent between these two costs half of what it does elsewhere."""


def backup_cost(size_bytes: int | None) -> tuple[CostLine, ...]:
    """An on-demand backup of a table of this size, each month it is kept."""
    return (line(BACKUP, size_bytes),)


def pitr_cost(size_bytes: int | None) -> tuple[CostLine, ...]:
    """Point-in-time recovery of a table of this size; the window's length costs nothing."""
    return (line(PITR, size_bytes),)


def restore_cost(size_bytes: int | None, *, cross_region: bool = False) -> tuple[CostLine, ...]:
    """A restore of this much data: once for restoring, then the new table by the month."""
    prices = (RESTORE, TRANSFER, STORAGE) if cross_region else (RESTORE, STORAGE)
    return tuple(line(price, size_bytes) for price in prices)


def copy_cost(
    size_bytes: int | None, ways: Iterable[tuple[str, str]], *, new_in: str = ""
) -> tuple[CostLine, ...]:
    """Recovery points of AWS Backup, each kept in its region, and sent from one to the other.

    Warm storage costs what DynamoDB's own backups do (AWS Backup developer guide, "Advanced
    DynamoDB backup"); `ways` are (from region, to region), `new_in` is where a new one is made.
    """
    prices = [Price(f"backup kept in {new_in}", WARM_USD, monthly=True)] if new_in else []
    for source, target in ways:
        if source != target:
            usd = NEAR_USD if {source, target} == NEAR else TRANSFER.usd_per_gb
            prices.append(Price(f"data sent from {source} to {target}", usd, monthly=False))
        prices.append(Price(f"copy kept in {target}", WARM_USD, monthly=True))
    return tuple(line(price, size_bytes) for price in prices)


def line(price: Price, size_bytes: int | None) -> CostLine:
    """One line of the bill; `None` bytes is a size AWS did not tell."""
    if size_bytes is None:
        return CostLine(
            label=price.label, figure=None, monthly=price.monthly, unknown="size unknown"
        )
    per = "GB-month" if price.monthly else "GB"
    return CostLine(
        label=price.label,
        monthly=price.monthly,
        figure=Figure(
            value=size_bytes / BYTES_PER_GB * price.usd_per_gb,
            unit="USD per month" if price.monthly else "USD",
            formula=(
                f"{gigabytes(size_bytes)} × "  # noqa: RUF001  times
                f"${price.usd_per_gb:.2f} per {per}; us-east-1 price"
            ),
            source=SOURCE,
            date=PRICED_ON,
        ),
    )


def total_usd(lines: Iterable[CostLine], *, monthly: bool | None = None) -> float | None:
    """Sum what is paid once, or each month, or both (with one month); None if a size is unknown."""
    figures = [entry.figure for entry in lines if monthly in {entry.monthly, None}]
    if any(figure is None for figure in figures):
        return None
    return sum(figure.value for figure in figures if figure)
