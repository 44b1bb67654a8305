"""Capacity as DynamoDB gives it: so many units a second, and what was not used for a while."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Bucket:
    """Units at hand. It begins full, which is kinder than AWS to a table just made."""

    rate: float
    seconds: float
    units: float
    at: datetime

    @classmethod
    def full(cls, rate: float, seconds: float, now: datetime) -> "Bucket":
        """All that `seconds` of doing nothing save."""
        return cls(rate, seconds, rate * seconds, now)

    def refill(self, rate: float, now: datetime) -> None:
        """Add what came since, at the old rate; from now on it is this one."""
        passed = (now - self.at).total_seconds()
        self.units = min(rate * self.seconds, self.units + passed * self.rate)
        self.rate, self.at = rate, now

    def holds(self, units: float) -> bool:
        """Is there enough? A request larger than the bucket needs a full one."""
        return self.units >= min(units, self.rate * self.seconds)
