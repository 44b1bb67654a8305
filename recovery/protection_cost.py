"""What keeping a table protected costs by the month: full backups add up.

AWS Backup takes a full backup of a DynamoDB table each time, and charges each by its size for
as long as it is kept. The price of cold storage is not known here, and is said to be so.
"""

from recovery.cost import (
    NEAR,
    NEAR_USD,
    PRICED_ON,
    SOURCE,
    TRANSFER,
    WARM_USD,
    Price,
    line,
    pitr_cost,
)
from recovery.figures import BYTES_PER_GB, Figure, gigabytes
from recovery.outcome import Value
from recovery.plan import CostLine
from recovery.strategies import PolicyClass

DAYS_PER_MONTH = 30
HOURS_PER_DAY = 24


class Stock(Value):
    """Backups kept in one place once the first ones end: how many warm, how many cold."""

    warm: int
    cold: int


def stock(policy: PolicyClass, keep_days: int) -> Stock:
    """How many backups of a table there are in the end."""
    cold_after = policy.cold_for(keep_days)
    warm = policy.kept(keep_days if cold_after is None else cold_after)
    return Stock(warm=warm, cold=policy.kept(keep_days) - warm)


def protection_cost(
    policy: PolicyClass | None, region: str, size_bytes: int | None, *, turns_on: bool
) -> tuple[CostLine, ...]:
    """By the month; point-in-time recovery only where it `turns_on`, nothing without a class."""
    pitr = pitr_cost(size_bytes) if turns_on else ()
    return (*pitr, *backups_cost(policy, region, size_bytes)) if policy else ()


def backups_cost(policy: PolicyClass, region: str, size_bytes: int | None) -> tuple[CostLine, ...]:
    """Backups at home and their copies, each month once there are as many as are kept."""
    if not policy.hours:
        return ()
    lines = _kept(stock(policy, policy.keep_days), "backups", size_bytes)
    if not policy.dr_region:
        return lines
    there = _kept(stock(policy, policy.dr_keep_days), f"copies in {policy.dr_region}", size_bytes)
    return (*lines, _sent(policy, region, size_bytes), *there)


def _kept(kept: Stock, what: str, size_bytes: int | None) -> tuple[CostLine, ...]:
    price = Price(f"{kept.warm:,} {what} kept", WARM_USD, monthly=True)
    warm = line(price, None if size_bytes is None else size_bytes * kept.warm)
    if not kept.cold:
        return (warm,)
    label = f"{kept.cold:,} {what} kept cold"
    unknown = "the price of cold storage is not known here"
    return (warm, CostLine(label=label, figure=None, monthly=True, unknown=unknown))


def _sent(policy: PolicyClass, region: str, size_bytes: int | None) -> CostLine:
    label = f"copies sent to {policy.dr_region}"
    if size_bytes is None:
        return CostLine(label=label, figure=None, monthly=True, unknown="size unknown")
    usd = NEAR_USD if {region, policy.dr_region} == NEAR else TRANSFER.usd_per_gb
    count = DAYS_PER_MONTH * HOURS_PER_DAY // policy.hours
    return CostLine(
        label=label,
        monthly=True,
        figure=Figure(
            value=count * size_bytes / BYTES_PER_GB * usd,
            unit="USD per month",
            formula=(
                f"{count:,} × {gigabytes(size_bytes)} × "  # noqa: RUF001  times
                f"${usd:.2f} per GB; us-east-1 price"
            ),
            source=SOURCE,
            date=PRICED_ON,
        ),
    )
