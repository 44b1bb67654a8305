"""The audit trail: one hash chain per job, its format fixed from the first day.

An entry is a JSON object with exactly these members:

    job_id    whose chain it is
    version   of the job's record when it was written
    at        domain time, UTC, ISO 8601 with microseconds and offset
    event     what happened: `planned`, `step began`; people's words are `said approve`
    actor     `T01TEST/U02BOB`, or the process that did it
    detail    JSON-plain object
    previous  digest of the entry before, 64 zeros for the first
    digest    SHA-256, 64 hex digits, over previous + canonical JSON of the first six

Canonical JSON: members sorted by name, no spaces, everything outside ASCII escaped,
no NaN. Whoever can read a chain can check it with any language's standard library.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from recovery.ledger.port import AuditEntry

GENESIS = "0" * 64


class ChainBroken(Exception):  # noqa: N818  named for the condition
    """The chain was changed after it was written.

    Attributes:
        index: Position of the first entry that does not hold, from 0.
    """

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"Audit entry {index}: {why}")
        self.index = index


def link(
    previous: str,
    *,
    job_id: str,
    version: int,
    at: datetime,
    event: str,
    actor: str,
    detail: Mapping[str, object],
) -> AuditEntry:
    """The entry that follows the one whose digest is `previous`."""
    entry = AuditEntry(
        job_id=job_id,
        version=version,
        at=at,
        event=event,
        actor=actor,
        detail=detail,
        previous=previous,
        digest="",
    )
    return replace(entry, digest=_digest(entry))


def dump(entry: AuditEntry) -> str:
    """The entry as it is stored."""
    return _canonical({**_plain(entry), "previous": entry.previous, "digest": entry.digest})


def load(text: str) -> AuditEntry:
    """A stored entry."""
    stored = json.loads(text)
    return AuditEntry(**{**stored, "at": datetime.fromisoformat(stored["at"])})


def verify(entries: Sequence[AuditEntry]) -> None:
    """Check a whole chain, oldest entry first.

    That the newest entries are missing cannot be seen here: compare the last digest
    with the job's head, or with the next entry once there is one.

    Raises:
        ChainBroken: An entry was changed, removed, added or moved.
    """
    previous = GENESIS
    for index, entry in enumerate(entries):
        if entry.previous != previous:
            raise ChainBroken(index, "it does not follow the one before it.")
        if entry.digest != _digest(entry):
            raise ChainBroken(index, "its content is not what was hashed.")
        previous = entry.digest


def _plain(entry: AuditEntry) -> dict[str, object]:
    return {
        "job_id": entry.job_id,
        "version": entry.version,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": entry.event,
        "actor": entry.actor,
        "detail": dict(entry.detail),
    }


def _canonical(plain: Mapping[str, object]) -> str:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _digest(entry: AuditEntry) -> str:
    return hashlib.sha256((entry.previous + _canonical(_plain(entry))).encode()).hexdigest()
