"""Time to live: DynamoDB deletes expired items by itself, some time later.

Developer guide, "Using time to live": the attribute is a Number of seconds since
1970, not more than five years in the past; until the deletion, which AWS does
"within a few days", reads show the item. The deletion reaches the stream with
`userIdentity` `dynamodb.amazonaws.com`. Without its KMS key a table's items stay.
"""

from datetime import UTC, datetime, timedelta

from sandbox.aws.items import changes
from sandbox.aws.table import Table

OLDEST = timedelta(days=5 * 365)
WITHOUT_KEY = timedelta(minutes=30)
"""For so long deletions go on after the key was lost (developer guide, "Usage notes")."""


def expire(table: Table, until: datetime, delay: timedelta) -> None:
    """Delete what is due by `until`, each item at the instant at which it was due.

    That is `delay` after it expired, or after TTL was enabled; or later, after
    the latest write and once the table's key is there.
    """
    ttl = table.ttl
    if ttl is None or not ttl.enabled or until < ttl.settled_at + delay:
        return
    if table.gone_at is not None or _stopped(table, until):
        return
    due = table.items.expired(ttl.attribute, _seconds(until - delay))
    ancient = table.items.expired(ttl.attribute, _seconds(until - OLDEST)) if due else []
    for position in due[len(ancient) :]:  # oldest first
        image = table.items.get(position)
        if image is None:
            raise ValueError(f"{table.name}: an item that is not there cannot expire")
        expired_at = datetime.fromtimestamp(float(image.item()[ttl.attribute]["N"]), UTC)
        at = max(expired_at, ttl.settled_at) + delay
        changes.delete(
            table, min(max(at, _earliest(table)), until), position, changed=table.expired
        )


def _earliest(table: Table) -> datetime:
    """Not before its latest write, nor before its key was found again."""
    found_at = table.key_loss.found_at if table.key_loss else None
    return max(instant for instant in (table.ready_at, table.written_at, found_at) if instant)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _stopped(table: Table, until: datetime) -> bool:
    loss = table.key_loss
    return loss is not None and loss.found_at is None and until >= loss.lost_at + WITHOUT_KEY
