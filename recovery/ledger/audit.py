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
from datetime import UTC, datetime

from recovery.ledger.port import AuditEntry

GENESIS = "0" * 64

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


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
) -> tuple[str, str]:
    """Digest and stored text of the entry that follows the one with digest `previous`."""
    plain = _plain(job_id=job_id, version=version, at=at, event=event, actor=actor, detail=detail)
    digest = _digest(previous, plain)
    return digest, _canonical({**plain, "previous": previous, "digest": digest})


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
        plain = _plain(
            job_id=entry.job_id,
            version=entry.version,
            at=entry.at,
            event=entry.event,
            actor=entry.actor,
            detail=entry.detail,
        )
        if entry.digest != _digest(previous, plain):
            raise ChainBroken(index, "its content is not what was hashed.")
        previous = entry.digest


def _plain(
    *,
    job_id: str,
    version: int,
    at: datetime,
    event: str,
    actor: str,
    detail: Mapping[str, object],
) -> dict[str, object]:
    return {
        "job_id": job_id,
        "version": version,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": event,
        "actor": actor,
        "detail": dict(detail),
    }


def _digest(previous: str, plain: Mapping[str, object]) -> str:
    return hashlib.sha256((previous + _canonical(plain)).encode()).hexdigest()
