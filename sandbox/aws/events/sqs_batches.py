"""Up to ten entries in one call of SQS: each has an id, and an end of its own."""

import re
from collections.abc import Callable

from sandbox.aws.call import AwsError, Json
from sandbox.aws.events.message import MAXIMUM_BYTES, size

MOST = 10
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


def batch(entries: list[Json], play: Callable[[Json], Json]) -> Json:
    """What became of each: Successful with what `play` tells, or Failed with why."""
    _require_entries(entries)
    done: list[Json] = []
    failed: list[Json] = []
    for entry in entries:
        try:
            done.append({"Id": entry["Id"], **play(entry)})
        except AwsError as error:
            refusal = {"Code": error.code, "Message": error.message}
            failed.append({"Id": entry["Id"], "SenderFault": True, **refusal})
    return {"Successful": done, "Failed": failed}


def require_batch_size(entries: list[Json]) -> None:
    """BatchRequestTooLong where all messages together are too long."""
    sizes = (size(entry["MessageBody"], entry.get("MessageAttributes", {})) for entry in entries)
    if sum(sizes) > MAXIMUM_BYTES:
        raise AwsError(
            "BatchRequestTooLong",
            f"Batch requests cannot be longer than {MAXIMUM_BYTES} bytes.",
        )


def _require_entries(entries: list[Json]) -> None:
    ids = [entry["Id"] for entry in entries]
    if not ids:
        raise AwsError("EmptyBatchRequest", "There should be at least one entry in the request.")
    if len(ids) > MOST:
        raise AwsError(
            "TooManyEntriesInBatchRequest",
            f"Maximum number of entries per request are {MOST}. You have sent {len(ids)}.",
        )
    if not all(map(_ID.fullmatch, ids)):
        raise AwsError(
            "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
            "It can be at most 80 letters long.",
        )
    if len(set(ids)) < len(ids):
        raise AwsError("BatchEntryIdsNotDistinct", "Two or more entries have the same id.")
