"""What a restored table has of its source, and what it has not.

AWS's developer guide: a restore brings items, keys, indexes, capacity and
encryption. It leaves out auto scaling, alarms, policies, tags, stream, TTL,
point-in-time recovery and deletion protection, and always makes class Standard.
Of maxima on demand, warm throughput, Kinesis streams, Contributor Insights and
resource policies it says nothing, nor has a restore a parameter that brings them by
itself: they are taken as left out.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workers.aws.errors import AwsError
from workers.aws.models import Capacity, PointInTime, Table, Throughput
from workers.kinds.checks import reason_for

STANDARD = "STANDARD"
WARM_FROM_THE_START = Throughput(reads=12_000, writes=4_000)
"""A new table billed by request (developer guide, "warm-throughput-scenarios")."""


def comes_back(table: Table | None, *, without_indexes: bool, billing: str) -> tuple[str, ...]:
    """What the new table has."""
    if table is None:
        return ("items", "keys")
    had = table.indexes
    indexes = () if without_indexes or not had else (_count(had, "index", "indexes"),)
    mode = billing or table.billing_mode
    return ("items", "keys", *indexes, "on-demand" if mode == "PAY_PER_REQUEST" else "provisioned")


def stays_away(
    living: Table | None,
    table: Table | None,
    answers: Mapping[str, Any],
    *,
    without_indexes: bool,
) -> tuple[str, ...]:
    """What the new table will not have; what could not be read is named as unread.

    Args:
        living: The source as it is; None if it is gone.
        table: The source as the backup remembers it, else as it is; None if nobody knows.
        answers: By the names in `_READ`: what AWS said, or AwsErrors. What a table that is
            gone had is not known.
        without_indexes: Whether indexes are left out on purpose.
    """
    lost: list[str] = []
    if source := living or table:
        lost += _of_table(source, without_indexes=without_indexes)
    else:
        lost.append("stream, auto scaling and maxima on demand, if it had any")
    if living is None:
        lost.append("deletion protection, table class, replicas and warm throughput, if it had any")
    for key, (name, text) in _READ.items():
        lost += _read(answers, key, name, text)
    return (*lost, "CloudWatch alarms and IAM policies on its name, if there are any")


_READ: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "ttl": ("TTL", lambda ttl: f"TTL ({ttl})" if ttl else ""),
    "tags": ("tags", lambda tags: _count(len(tags), "tag", "tags")),
    "window": (
        "point-in-time recovery",
        lambda window: (
            "point-in-time recovery" if isinstance(window, PointInTime) and window.is_on else ""
        ),
    ),
    "resource_policy": ("resource policy", lambda has: "resource policy" if has else ""),
    "kinesis": (
        "Kinesis streaming",
        lambda streams: (
            f"Kinesis streaming ({', '.join(arn.rpartition('/')[2] for arn in streams)})"
            if streams
            else ""
        ),
    ),
    "insights": (
        "Contributor Insights",
        lambda places: (
            f"Contributor Insights ({', '.join(index or 'table' for index in places)})"
            if places
            else ""
        ),
    ),
}
"""What it may have, by the name of AWS's answer: how it is called, and what to say of it."""


def _of_table(table: Table, *, without_indexes: bool) -> list[str]:
    named = (
        (without_indexes and table.indexes, _count(table.indexes, "index", "indexes")),
        (table.stream, f"stream ({table.stream})"),
        (table.deletion_protection, "deletion protection"),
        (table.table_class not in {"", STANDARD}, f"table class {table.table_class}"),
        (table.replicas, f"replicas in {', '.join(table.replicas)}"),
        (table.billing_mode == "PROVISIONED", "auto scaling, if it has any"),
    )
    said = [text for is_there, text in named if is_there]
    for capacity in table.capacities:
        if not (capacity.index and without_indexes):
            said += _of_capacity(table, capacity)
    return said


def _of_capacity(table: Table, capacity: Capacity) -> list[str]:
    """A maximum that is set, and what it is warmed to beyond a new table's."""
    of = f" of index {capacity.index}" if capacity.index else ""
    said = []
    if maximum := _rates(capacity.maximum):
        said.append(f"maximum on demand{of} ({maximum})")
    new, warm = _from_the_start(table, capacity.index), capacity.warm
    if warm.reads > new.reads or warm.writes > new.writes:
        said.append(f"warm throughput{of} ({_rates(warm)})")
    return said


def _from_the_start(table: Table, index: str) -> Throughput:
    if table.billing_mode == "PAY_PER_REQUEST":
        return WARM_FROM_THE_START
    units = {one.name: one.throughput for one in table.global_indexes}
    return units.get(index, Throughput()) if index else table.throughput


def _rates(throughput: Throughput) -> str:
    """`1,000 reads and 500 writes a second`, of what is set."""
    parts = ((throughput.reads, "reads"), (throughput.writes, "writes"))
    said = " and ".join(f"{units:,} {name}" for units, name in parts if units)
    return f"{said} a second" if said else ""


def _read(answers: Mapping[str, Any], key: str, name: str, text: Callable[[Any], str]) -> list[str]:
    if key not in answers:
        return [f"{name}, if it had any"]
    answer = answers[key]
    if isinstance(answer, AwsError):
        return [f"{name} (not read, {reason_for(answer)})"]
    return [said] if (said := text(answer)) else []


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
