"""What an account can still carry, by AWS's limits and by what was measured.

AWS runs 100 copy jobs at a time for an account and a destination region, one backup or copy
job for a resource, and 50 restores for an account; none of these can be raised.
"""

import math
from datetime import date, timedelta

from recovery.figures import Figure, minutes
from recovery.outcome import Value

READ_ON = date(2026, 11, 1)
COPY_JOBS = 100
RESTORES = 50
PLANS = 300
COPY_LIMIT = "AWS Backup quotas: 100 copy jobs per account and destination"
RESTORE_LIMIT = "DynamoDB quotas: 50 concurrent restores"
ONE_JOB = "AWS Backup quotas: one backup or copy job per resource"


class Fit(Value):
    """Whether something fits: `fits` is None where it was not measured."""

    fits: bool | None
    text: str


def copies_fit(tables: int, copy_seconds: float | None, interval: timedelta) -> Fit:
    """Whether the copies of all tables of an interval are done before the next ones begin."""
    rounds = math.ceil(tables / COPY_JOBS)
    room = interval.total_seconds() / rounds
    said = f"{_tables(tables)}, {COPY_JOBS} copies at a time"
    if copy_seconds is None:
        text = f"{said}: each may take {minutes(room)}; how long one takes is not known yet"
        return Fit(fits=None, text=text)
    needed = _seconds(
        rounds * copy_seconds,
        f"{rounds} × {minutes(copy_seconds)}",  # noqa: RUF001  times
        COPY_LIMIT,
    )
    text = f"{said}: {minutes(needed.value)} ({needed.formula}) of {_span(interval)}"
    return Fit(fits=needed.value <= interval.total_seconds(), text=text)


def jobs_fit(backup_seconds: float | None, copy_seconds: float | None, interval: timedelta) -> Fit:
    """Whether a backup and its copy are done before the table's next backup is due."""
    if backup_seconds is None or copy_seconds is None:
        lacks = "a backup by itself" if backup_seconds is None else "a copy"
        return Fit(fits=None, text=f"how long {lacks} takes is not known yet of this table")
    total = _seconds(backup_seconds + copy_seconds, "backup + copy", ONE_JOB)
    text = f"{minutes(total.value)} ({total.formula}) of {_span(interval)}, one job at a time"
    return Fit(fits=total.value <= interval.total_seconds(), text=text)


def restores_fit(tables: int, restore_seconds: float | None, rto: timedelta | None) -> Fit:
    """In how many waves all tables come back, and whether that is within the target."""
    waves = math.ceil(tables / RESTORES)
    noun = "wave" if waves == 1 else "waves"
    said = f"{_tables(tables)} = {waves} {noun} of up to {RESTORES} restores"
    if restore_seconds is None:
        return Fit(fits=None, text=f"{said}; how long one takes is not known yet")
    total = _seconds(
        waves * restore_seconds,
        f"{waves} × {minutes(restore_seconds)}",  # noqa: RUF001  times
        RESTORE_LIMIT,
    )
    said = f"{said}: {minutes(total.value)} ({total.formula})"
    if rto is None:
        return Fit(fits=None, text=said)
    return Fit(fits=total.value <= rto.total_seconds(), text=f"{said} of {_span(rto)}")


def _seconds(value: float, formula: str, source: str) -> Figure:
    return Figure(value=value, unit="seconds", formula=formula, source=source, date=READ_ON)


def _span(duration: timedelta) -> str:
    return minutes(duration.total_seconds())


def _tables(count: int) -> str:
    return f"{count:,} {'table' if count == 1 else 'tables'}"
