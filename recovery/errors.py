"""What can go wrong in a way a person should read.

    Refusal              what was asked for cannot be done; nothing was changed
    LedgerAway           the ledger (Redis) cannot be reached; all or nothing was written
    VersionConflict      somebody else saved this job first; fold again
    ClaimLost            this executor no longer holds the job; stop without a trace

Each is caught in exactly one place per process. Anything else is a defect and
is logged with its traceback.
"""

from collections.abc import Sequence


class Refusal(Exception):  # noqa: N818  named for the condition, as people read it
    """Something a person asked for cannot be done; the one error whose text people see.

    Attributes:
        what: One sentence: what is wrong and where ("`11/12` could be two days.").
        advice: What to do about it, one sentence, or empty.
        commands: Commands that would work, without the leading `/ddbdr`.
    """

    def __init__(self, what: str, *, advice: str = "", commands: Sequence[str] = ()) -> None:
        super().__init__(" ".join(part for part in (what, advice) if part))
        self.what = what
        self.advice = advice
        self.commands = tuple(commands)


class LedgerAway(Exception):  # noqa: N818
    """The ledger cannot be reached or refuses writes.

    Attributes:
        is_unsure: The change was sent and no answer came: all of it is written or
            nothing. Otherwise nothing is.
    """

    def __init__(self, reason: str = "", *, is_unsure: bool = False) -> None:
        super().__init__(reason)
        self.is_unsure = is_unsure


class VersionConflict(Exception):  # noqa: N818
    """The stored job is newer than the one this change was made from."""


class ClaimLost(Exception):  # noqa: N818
    """This executor's lease on the job has run out or gone to another one."""
