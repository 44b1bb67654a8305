"""The list of what was looked at before anyone approves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recovery.events import Refused
from recovery.plan import Check, CheckResult
from workers.aws.door import Aws
from workers.aws.errors import AwsError, Denied, Faulty, NotSupported, Throttled

Offers = tuple[tuple[str, str, datetime | None], ...]
"""(label of the button, command without `/ddbdr`, not before)."""


@dataclass
class Checklist:
    """Collects checks; the first that failed becomes the refusal."""

    checks: list[Check] = field(default_factory=list)
    _advice: str = ""
    _offers: Offers = ()

    def passed(self, name: str, detail: str = "") -> None:
        """It is as it should be."""
        self.checks.append(Check(name=name, result=CheckResult.PASSED, detail=detail))

    def not_checked(self, name: str, because: AwsError | str) -> None:
        """It could not be looked at, which never blocks."""
        reason = reason_for(because) if isinstance(because, AwsError) else because
        detail = f"because {reason}"
        self.checks.append(Check(name=name, result=CheckResult.NOT_CHECKED, detail=detail))

    def failed(self, name: str, detail: str, *, advice: str = "", offers: Offers = ()) -> None:
        """It forbids the plan; `detail` is a sentence for people."""
        if self.is_clear:
            self._advice, self._offers = advice, offers
        self.checks.append(Check(name=name, result=CheckResult.FAILED, detail=detail))

    @property
    def is_clear(self) -> bool:
        """Whether nothing has failed."""
        return all(check.result is not CheckResult.FAILED for check in self.checks)

    @property
    def first_failure(self) -> str:
        """The sentence of the first failed check, or nothing."""
        return next((c.detail for c in self.checks if c.result is CheckResult.FAILED), "")

    def refusal(self, digest: str) -> Refused | None:
        """Why the plan cannot be: the first failure with its advice, and that there are more."""
        if self.is_clear:
            return None
        more = sum(check.result is CheckResult.FAILED for check in self.checks) - 1
        also = f" {more} more {'check' if more == 1 else 'checks'} failed." if more else ""
        return Refused(
            reason=self.first_failure + also,
            advice=self._advice,
            digest=digest,
            offers=self._offers,
        )


def reason_for(error: AwsError) -> str:
    """Why a check could not be made, to follow "because"."""
    if isinstance(error, Denied) and error.code:
        return f"there is no permission for {error.operation}"
    if isinstance(error, NotSupported):
        return f"this endpoint does not know {error.operation}"
    if isinstance(error, Faulty):
        return f"this endpoint breaks at {error.operation}, which it may not know"
    return error.sentence


def ask(aws: Aws, **reads: Callable[[], Any]) -> dict[str, Any]:
    """Run named reads side by side; an answer may be an AwsError.

    Raises:
        Throttled: AWS asks for patience, so that none of the answers is final.
    """
    answers = dict(zip(reads, aws.side_by_side(list(reads.values())), strict=True))
    raise_throttled(answers.values())
    return answers


def raise_throttled(answers: Sequence[Any] | Any) -> None:  # noqa: ANN401  answers of any kind
    """Raise the first answer that asks for patience."""
    for answer in answers:
        if isinstance(answer, Throttled):
            raise answer
