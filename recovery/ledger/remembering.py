"""How long ids of letters and keys of AWS's events are remembered, and how closely.

One that comes again within 15 days is known: SQS keeps a message for 14. After 20 days it
is forgotten. In between it depends on when in its period it first came, because what is
remembered is thrown away by whole periods of five days.

Redis keeps 66 bits of an id's SHA-1: 14 choose one of the period's `SLOTS` sets, 52 are
a whole number in it, which Lua counts to exactly. A set of at most 512 whole numbers takes
8 bytes for each, where the ids themselves, in a sorted set, took some 180. Up to 7 million
ids in five days stay below that; docs/operations.md has what was measured.

A new id is taken for a known one where these bits are equal. The fleet of 2,000 hourly
tables has 10 million ids remembered at most and 175 million new ones a year: each is
mistaken with odds of 10^7 / 2^66, all of a year with 1 in 42,000. The twin in memory keeps
whole ids.
"""

PERIOD_SECONDS = 5 * 86400
KEPT_PERIODS = 3
"""Looked through besides the current one, and the next one of a clock that is ahead."""
SLOTS = 2**14


def period_of(wall: float) -> int:
    """The period that epoch second `wall` lies in."""
    return int(wall // PERIOD_SECONDS)


def is_kept(period: int, wall: float) -> bool:
    """Whether what came in `period` is still known at `wall`."""
    return period_of(wall) - KEPT_PERIODS <= period <= period_of(wall) + 1
