"""What `pitr on` and `pitr off` set, as data that plan and steps share."""

from recovery.outcome import Value
from recovery.plan import Plan
from workers.aws.models import PointInTime
from workers.kinds.sources import Place

CHECK_AGAIN = "check-again"
MOST_DAYS = 35
"""How far back AWS's window reaches at most, and where nothing is said."""


class PitrOrder(Value):
    """The parameters of the step that switches.

    Attributes:
        days: RecoveryPeriodInDays; None leaves it to AWS, which takes 35.
        shortens: Whether a window that is on gets shorter, which loses what is older.
    """

    account: str
    region: str
    table: str
    on: bool
    days: int | None = None
    shortens: bool = False

    @classmethod
    def of(cls, plan: Plan) -> "PitrOrder":
        """Read it from the plan."""
        params = next(step.params for step in plan.steps if step.name == CHECK_AGAIN)
        return cls.model_validate(params)

    @property
    def lock(self) -> str:
        """One at a time switches a table's."""
        return pitr_lock(Place(account=self.account, region=self.region), self.table)

    def is_so(self, window: PointInTime) -> bool:
        """Whether it is as it is to be."""
        if window.is_on is not self.on:
            return False
        return self.days in {None, window.days}

    def loses(self, window: PointInTime) -> bool:
        """Whether what is older than the new window is lost; one of no told length may be long."""
        if not (self.on and window.is_on) or self.days is None:
            return False
        return window.days is None or self.days < window.days


def pitr_lock(place: Place, table: str) -> str:
    """The name that whoever switches a table's PITR holds."""
    return f"pitr:{place}/{table}"
