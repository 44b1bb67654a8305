"""A part of a protected table: how to tell that it is there, make it, and take it back.

The planner asks for the `differences` of each to tell what is left to do; a step asks again
before it makes the part, and once more before it says Done. Every call that makes something can
be repeated: it sets what is already set, or carries a token of the job's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from recovery.names import is_job_id
from workers.aws.door import Aws
from workers.kinds.protect_differences import Differences
from workers.kinds.protect_order import ProtectOrder

DIGITS = 8
"""Of the digest that tells one wish of a job from another."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part; functions take the door, the order and (to change something) the job's id.

    Attributes:
        name: Wire name of its step.
        words: What is so once it is there.
        differences: What of it is other than it has to be, in words; None where it is absent.
        take_back: Undoes `make`; None where it stays because taking it away could lose data.
        is_shared: Whether there was something of it that somebody else may need, so that what was
            brought to what it has to be is not taken back.
        may_lack: Whether an endpoint that does not know the call (AWS does) may do without it.
    """

    name: str
    words: str
    differences: Callable[[Aws, ProtectOrder], Differences | None]
    make: Callable[[Aws, ProtectOrder, str], None]
    take_back: Callable[[Aws, ProtectOrder, str], None] | None = None
    is_shared: Callable[[Aws, ProtectOrder], bool] | None = None
    may_lack: bool = False

    def is_so(self, aws: Aws, order: ProtectOrder) -> bool:
        """Whether it is there, as it has to be."""
        return self.differences(aws, order) == ()


def there(*, is_there: bool) -> Differences | None:
    """The differences of what is either there or not."""
    return () if is_there else None


def token_of(job_id: str, what: str, about: str = "") -> str:
    """A CreatorRequestId, at most 50 characters: the same for the same wish of one job."""
    return f"{job_id}-{what}-{sha256(about.encode()).hexdigest()[:DIGITS]}"


def is_of_a_job(token: str, what: str) -> bool:
    """Whether some job of ours carried that token to make that."""
    job_id, made, _ = (*token.rsplit("-", 2), "", "")[:3]
    return is_job_id(job_id) and made == what
