"""What a restored table has of its source, and what it has not.

AWS's developer guide: a restore brings items, keys, indexes, capacity and
encryption. It leaves out auto scaling, alarms, policies, tags, stream, TTL,
point-in-time recovery and deletion protection, and always makes class Standard.
"""

from collections.abc import Mapping
from typing import Any

from workers.aws.errors import AwsError
from workers.aws.models import PointInTime, Table
from workers.kinds.checks import reason_for

STANDARD = "STANDARD"


def comes_back(table: Table | None, *, without_indexes: bool, billing: str) -> tuple[str, ...]:
    """What the new table has."""
    if table is None:
        return ("items", "keys")
    had = table.indexes
    indexes = () if without_indexes or not had else (_count(had, "index", "indexes"),)
    mode = billing or table.billing_mode
    return ("items", "keys", *indexes, "on-demand" if mode == "PAY_PER_REQUEST" else "provisioned")


def stays_away(
    table: Table | None, answers: Mapping[str, Any], *, without_indexes: bool
) -> tuple[str, ...]:
    """What the new table will not have; what could not be read is named as unread.

    Args:
        table: The source, as it is or as the backup remembers it.
        answers: `ttl` an attribute, `tags` pairs, `window` a PointInTime; or AwsErrors.
            What a table that is gone had is not known.
        without_indexes: Whether indexes are left out on purpose.
    """
    lost: list[str] = []
    if table is not None:
        lost += _of_table(table, without_indexes=without_indexes)
    lost += _read(answers, "ttl", "TTL", lambda ttl: f"TTL ({ttl})" if ttl else "")
    lost += _read(answers, "tags", "tags", lambda tags: _count(len(tags), "tag", "tags"))
    lost += _read(
        answers,
        "window",
        "point-in-time recovery",
        lambda window: (
            "point-in-time recovery" if isinstance(window, PointInTime) and window.is_on else ""
        ),
    )
    return (
        *lost,
        "CloudWatch alarms and Contributor Insights",
        "IAM and resource policies",
        "Kinesis streaming, if it has any",
    )


def _of_table(table: Table, *, without_indexes: bool) -> list[str]:
    named = (
        (without_indexes and table.indexes, _count(table.indexes, "index", "indexes")),
        (table.stream, f"stream ({table.stream})"),
        (table.deletion_protection, "deletion protection"),
        (table.table_class not in {"", STANDARD}, f"table class {table.table_class}"),
        (table.replicas, f"replicas in {', '.join(table.replicas)}"),
        (table.billing_mode == "PROVISIONED", "auto scaling, if it has any"),
    )
    return [text for is_there, text in named if is_there]


def _read(answers: Mapping[str, Any], key: str, name: str, text: Any) -> list[str]:  # noqa: ANN401
    if key not in answers:
        return [f"{name}, if it had any"]
    answer = answers[key]
    if isinstance(answer, AwsError):
        return [f"{name} (not read, {reason_for(answer)})"]
    return [said] if (said := text(answer)) else []


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
