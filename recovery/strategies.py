"""What keeps a table: the strategies there are, and the classes of tables that share a policy.

A class is everything a backup plan of AWS is made from, so that tables with the same wishes
share one plan and are chosen by a tag: AWS allows 300 plans, and 500 ARNs in a selection.
"""

import re
from datetime import timedelta
from enum import StrEnum

from recovery.figures import span
from recovery.outcome import Value

POLICY_TAG = "ddbdr:policy"
"""Tag of a protected table; its value is the name of its class."""
PREFIX = "ddbdr-"
"""Begins the name of every plan, schedule and rule of ours."""
LONGEST_NAME = 50
"""Characters of a backup plan's name."""
INTERVALS_HOURS = (24, 12, 8, 6, 4, 3, 2, 1)
"""What divides a day; AWS Backup's rules cannot be less than an hour apart."""
COLD_DAYS = 90
"""Days a recovery point stays in cold storage at least (AWS Backup API, Lifecycle)."""
KEEP_DAYS = 35
"""Kept this long where neither the command nor ddbdr.yaml says."""
DAY = timedelta(days=1)


class Strategy(StrEnum):
    """How a table is kept. Each has point-in-time recovery and deletion protection too."""

    COPIES = "copies"
    BACKUPS = "backups"
    PITR = "pitr"


GIVES = {
    Strategy.COPIES: "AWS Backup backs up and copies to the other region",
    Strategy.BACKUPS: "EventBridge Scheduler asks DynamoDB for backups, which stay in the region",
    Strategy.PITR: "point-in-time recovery alone, which stays in the region",
}


class PolicyClass(Value):
    """Tables with the same policy.

    Attributes:
        hours: Between two backups; 0 where there are none.
        keep_days: How long those at home are kept.
        dr_region: Where copies go; empty where there are none.
        dr_keep_days: How long copies are kept.
        cold_after_days: When those that are kept long enough move to cold storage.
    """

    strategy: Strategy
    hours: int = 0
    keep_days: int = 0
    dr_region: str = ""
    dr_keep_days: int = 0
    cold_after_days: int | None = None

    @property
    def name(self) -> str:
        """`1h-35d-us-west-1-90d`, `backups-24h-35d`, `pitr`: the value of the tag."""
        if self.strategy is Strategy.PITR:
            return "pitr"
        if self.strategy is Strategy.BACKUPS:
            return f"backups-{self.hours}h-{self.keep_days}d"
        cold = "" if self.cold_after_days is None else f"-cold{self.cold_after_days}d"
        return f"{self.hours}h-{self.keep_days}d-{self.dr_region}-{self.dr_keep_days}d{cold}"

    @property
    def plan_name(self) -> str:
        """The name of the backup plan, of its rule and of its selection."""
        return PREFIX + self.name

    @property
    def cron(self) -> str:
        """When backups begin, in UTC; daily ones at the hour AWS Backup itself would take."""
        if self.hours == INTERVALS_HOURS[0]:
            return "cron(0 5 * * ? *)"
        return f"cron(0 {'*' if self.hours == 1 else f'0/{self.hours}'} * * ? *)"

    def cold_for(self, keep_days: int) -> int | None:
        """When recovery points kept this long become cold: only where AWS allows it."""
        cold = self.cold_after_days
        return cold if cold is not None and keep_days - cold >= COLD_DAYS else None

    def kept(self, keep_days: int) -> int:
        """How many backups there are once the first ones end."""
        return keep_days * INTERVALS_HOURS[0] // self.hours if self.hours else 0


_HOURS = f"(?P<hours>{'|'.join(map(str, INTERVALS_HOURS))})h"
_DAYS = r"[1-9]\d{0,4}"
"""As many as 100 years have."""
_COPIES = re.compile(
    rf"{_HOURS}-(?P<keep>{_DAYS})d-(?P<region>[a-z]{{2}}(?:-[a-z]+)+-\d+)-(?P<dr>{_DAYS})d"
    rf"(?:-cold(?P<cold>{_DAYS})d)?",
    re.ASCII,
)
_BACKUPS = re.compile(rf"backups-{_HOURS}-(?P<keep>{_DAYS})d", re.ASCII)


def read_class(name: str) -> PolicyClass | None:
    """The class of that name; None if it is no name of ours, for anybody can set a tag."""
    if name == "pitr":
        return PolicyClass(strategy=Strategy.PITR)
    if match := _BACKUPS.fullmatch(name):
        return PolicyClass(
            strategy=Strategy.BACKUPS, hours=int(match["hours"]), keep_days=int(match["keep"])
        )
    if match := _COPIES.fullmatch(name):
        return PolicyClass(
            strategy=Strategy.COPIES,
            hours=int(match["hours"]),
            keep_days=int(match["keep"]),
            dr_region=match["region"],
            dr_keep_days=int(match["dr"]),
            cold_after_days=int(match["cold"]) if match["cold"] else None,
        )
    return None


def interval_hours(rpo: timedelta | None) -> int:
    """Hours between backups: the longest that takes no more than half of the target.

    The other half is for starting, backing up and copying, which nobody can promise. An
    hour is the shortest AWS Backup has, so that a target of an hour is missed at worst.
    """
    if rpo is None:
        return INTERVALS_HOURS[0]
    fitting = (hours for hours in INTERVALS_HOURS if 2 * timedelta(hours=hours) <= rpo)
    return next(fitting, INTERVALS_HOURS[-1])


def choose(*, has_vault: bool) -> Strategy:
    """The strategy for any target: only copies outlive the region, and they need vaults."""
    return Strategy.COPIES if has_vault else Strategy.BACKUPS


def days(keep: timedelta) -> int:
    """Whole days, rounded up: nothing is kept for less than was asked."""
    return -(-keep // DAY)


def every(hours: int) -> str:
    """`every hour`, `every 12 h`, `daily`."""
    if hours == 1:
        return "every hour"
    day = INTERVALS_HOURS[0]
    return "daily" if hours == day else f"every {span(timedelta(hours=hours))}"
