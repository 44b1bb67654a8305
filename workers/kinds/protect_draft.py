"""What the plan of `protect` is drafted from: what was asked for, and how it stands."""

from dataclasses import dataclass
from datetime import timedelta

from recovery.exposure import Exposure, exposure
from recovery.strategies import PolicyClass
from workers.aws.door import Aws
from workers.kinds.protect_differences import Differences
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_part import Part
from workers.kinds.protect_reading import Standing
from workers.kinds.protect_request import ProtectRequest
from workers.kinds.sources import FoundTable
from workers.kinds.work import Known


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything that was asked and answered.

    Attributes:
        policy: The order's, which is there when a table is protected.
        watched: The target that alarms go by: ddbdr.yaml's.
    """

    aws: Aws
    known: Known
    found: FoundTable
    request: ProtectRequest
    order: ProtectOrder
    policy: PolicyClass
    watched: timedelta | None
    parts: tuple[Part, ...]
    standing: Standing

    @property
    def so(self) -> tuple[Part, ...]:
        """Parts that are there, as they have to be."""
        return tuple(part for part in self.parts if self.standing.parts[part.name] == ())

    @property
    def absent(self) -> tuple[Part, ...]:
        """Parts that are not, or that could not be asked for."""
        return tuple(part for part in self.parts if self.standing.parts[part.name] != ())

    @property
    def changed(self) -> dict[str, Differences]:
        """By the words of parts that are there: what of them is other than it has to be."""
        found = ((part.words, self.standing.parts[part.name]) for part in self.parts)
        return {words: said for words, said in found if isinstance(said, tuple) and said}

    @property
    def interval(self) -> timedelta:
        """Between two backups."""
        return timedelta(hours=self.policy.hours)

    @property
    def exposure(self) -> Exposure | None:
        """The worst case in the other region; None where nothing goes there."""
        if not self.policy.dr_region:
            return None
        return exposure(
            self.interval,
            self.standing.seen,
            account=self.order.account,
            region=self.order.region,
            table=self.order.table,
            today=self.known.now.date(),
            hops=((self.order.account, self.order.other_region),),
        )

    def longest(self, what: str) -> float | None:
        """Seconds that a part of the worst case took at most; None if it was never timed alone."""
        parts = self.exposure.parts if self.exposure else ()
        timed = (part.measured for part in parts if part.name == what and part.is_timed)
        return next((figure.value for figure in timed if figure), None)
