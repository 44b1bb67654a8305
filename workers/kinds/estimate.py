"""How long AWS will take, from how long it took; nothing is invented."""

import math
from collections.abc import Sequence

from recovery.cost import total_usd
from recovery.figures import dollars, gigabytes, minutes, minutes_between
from recovery.ledger.port import History
from recovery.outcome import Observation
from recovery.plan import CostLine, TimeEstimate

ENOUGH = 3
"""Observations of similar size that an estimate needs."""
SIMILAR = 2.0
"""Sizes up to this many times larger or smaller count as similar."""
PITR_SECONDS = 1200.0
"""AWS re:Post, "dynamodb-restore-taking-long": at least 20 minutes whatever the size."""

NO_DATA_MOVES = TimeEstimate(
    low_seconds=None,
    high_seconds=None,
    basis="AWS names none; settings only, no data is moved",
)

NO_LIMIT = "none: it is approved at whatever cost, for AWS tells no size yet"
"""What a plan without a ceiling says of it."""

_NOUNS = {"backup": "backups", "backup-job": "backup jobs", "copy": "copies"}


def time_estimate(history: History, what: str, size_bytes: int | None) -> TimeEstimate:
    """The range that similar ones took, or what AWS documents, or that nothing is known."""
    similar = _similar(history, what, size_bytes)
    if len(similar) >= ENOUGH:
        seconds = [one.seconds for one in similar]
        return TimeEstimate(
            low_seconds=min(seconds), high_seconds=max(seconds), basis=_basis(what, similar)
        )
    if what == "restore-pitr":
        return TimeEstimate(
            low_seconds=PITR_SECONDS,
            high_seconds=None,
            basis="AWS, whatever the size",
        )
    return TimeEstimate(
        low_seconds=None,
        high_seconds=None,
        basis=f"AWS names no time, and fewer than {ENOUGH} of similar size were timed here",
    )


def time_of_all(estimates: Sequence[TimeEstimate]) -> TimeEstimate:
    """How long one takes after the other; unknown as soon as one is."""
    lows = [one.low_seconds for one in estimates if one.low_seconds is not None]
    highs = [one.high_seconds for one in estimates if one.high_seconds is not None]
    is_known = len(lows) == len(estimates)
    return TimeEstimate(
        low_seconds=sum(lows) if is_known else None,
        high_seconds=sum(highs) if is_known and len(highs) == len(estimates) else None,
        basis=", ".join(dict.fromkeys(one.basis for one in estimates)),
    )


def expected_text(estimate: TimeEstimate) -> str:
    """`31 to 44 min expected`, `at least 20 min expected`, or nothing."""
    if estimate.low_seconds is None:
        return ""
    if estimate.high_seconds is None:
        return f"at least {minutes(estimate.low_seconds)} expected"
    return f"{minutes_between(estimate.low_seconds, estimate.high_seconds)} expected"


def ceiling_usd(lines: tuple[CostLine, ...]) -> float | None:
    """The most it may cost without being approved again: a quarter more, in whole dollars.

    Sizes grow between asking and starting; that alone should not void an approval.
    """
    usd = total_usd(lines)
    if usd is None:
        return None
    return float(math.ceil(max(1.0, usd * 1.25)))


def over_ceiling(lines: tuple[CostLine, ...], ceiling: float | None) -> str:
    """That it costs more by now than was approved, as a sentence; else nothing."""
    usd = total_usd(lines)
    if usd is None or ceiling is None or usd <= ceiling:
        return ""
    return f"It would cost {dollars(usd)} now; the approval was for {dollars(ceiling)} at most."


def _similar(history: History, what: str, size_bytes: int | None) -> list[Observation]:
    if size_bytes is None:
        return []
    low, high = size_bytes / SIMILAR, size_bytes * SIMILAR
    return [
        one
        for one in history.recent(what)
        if one.size_bytes is not None and low <= one.size_bytes <= high
    ]


def _basis(what: str, similar: list[Observation]) -> str:
    sizes = [one.size_bytes for one in similar if one.size_bytes is not None]
    low, high = gigabytes(min(sizes)), gigabytes(max(sizes))
    noun = _NOUNS.get(what, "restores")
    return f"{len(similar)} {noun} of {low if low == high else f'{low} to {high}'}"
