"""One event of AWS as we understand it, and the tolerant reading of its fields.

AWS's own samples call a state `state` or `status`, write numbers as text, put `{}` where
an ARN is not there yet and leave out what other events of the same kind have. So every
field is read by asking for it, and what is absent or of another type is empty.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from recovery.aws_events.keys import arrival_of
from recovery.outcome import Value

Kind = Literal[
    "backup-job",
    "copy-job",
    "restore-job",
    "recovery-point",
    "index",
    "scan-job",
    "backup-plan",
    "backup-vault",
    "region-setting",
    "api-call",
    "other",
]

_TABLE = re.compile(
    r"arn:[a-z-]+:dynamodb:(?P<region>[a-z0-9-]+):(?P<account>[0-9]*):"
    r"table/(?P<name>[A-Za-z0-9_.-]{3,255})(?:/.*)?",
    re.ASCII | re.DOTALL,
)
_LONGEST_NUMBER = 20
"""Digits; more bytes than that are no size of a backup."""


class AwsEvent(Value):
    """What happened on AWS.

    Attributes:
        kind: What it is about.
        name: The event's detail-type, or the API's operation.
        key: Equal for two tellings of the same thing.
        account_id: As AWS writes it; its samples have 13 digits.
        region: Where it happened.
        state: In capitals; empty where the event has none.
        job_id: Of the backup, copy or restore job.
        table: ARN of the table, as far as it can be told from any field.
        is_foreign: About something that is no table.
        recovery_point: ARN of what was made or deleted.
        created: ARN of the table a restore made.
        source_vault, vault: ARNs; `vault` is the destination of a copy.
        message: Why, in AWS's words; text from outside.
        expires: When what was made deletes itself.
        as_of: The instant the data of a recovery point is of.
        by: ARN of who called the API.
        agent: The job of ours for which the caller says it calls; anybody may say so.
        is_copied_on: Whether it is copied by itself where it is to: by the backup plan that made
            it, or by our own job.
        hop: Which hop of our own copy it is, `1 of 2`; the event does not tell.
        refusal: The error with which AWS refused the call; empty where it was obeyed.
        settings: What an API call or a state change sets, as far as it matters.
    """

    kind: Kind
    name: str
    key: str
    account_id: str
    region: str
    at: datetime | None = None
    state: str = ""
    job_id: str = ""
    table: str = ""
    is_foreign: bool = False
    recovery_point: str = ""
    created: str = ""
    source_vault: str = ""
    vault: str = ""
    size_bytes: int | None = None
    message: str = ""
    expires: datetime | None = None
    as_of: datetime | None = None
    by: str = ""
    agent: str = ""
    is_copied_on: bool = False
    hop: str = ""
    refusal: str = ""
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """What somebody may wait for: job, recovery point, restored table, an arrival."""
        found = (self.job_id, self.recovery_point, self.created, self.arrival)
        return tuple(id_ for id_ in found if id_)

    @property
    def arrival(self) -> str:
        """That a recovery point came into its vault; of one that a backup plan made, nothing."""
        is_arrival = self.kind == "recovery-point" and not self.is_copied_on
        is_there = self.state in {"COMPLETED", "AVAILABLE"}
        return arrival_of(self.vault, self.table) if is_arrival and is_there else ""

    def setting(self, name: str) -> str:
        """One of `settings`, or nothing."""
        return dict(self.settings).get(name, "")


class Malformed(Value):
    """A message that is no event.

    Attributes:
        reason: Half a sentence.
    """

    reason: str


class Fields:
    """The members of a JSON object, by name in any case; whatever is absent is empty."""

    def __init__(self, data: object) -> None:
        members = data if isinstance(data, Mapping) else {}
        self._data = {str(name).lower(): value for name, value in members.items()}

    def text(self, *names: str) -> str:
        """The first of these that is text or a number."""
        for name in names:
            value = self._data.get(name.lower())
            if isinstance(value, bool):
                return str(value).lower()
            if isinstance(value, int | float) or (isinstance(value, str) and value):
                # Half a character, which JSON allows, could not be stored.
                return str(value).encode(errors="replace").decode()
        return ""

    def number(self, name: str) -> int | None:
        """A whole number, also one written as text."""
        text = self.text(name)
        return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else None

    def instant(self, *names: str) -> datetime | None:
        """An ISO 8601 instant, UTC where it names no zone."""
        try:
            found = datetime.fromisoformat(self.text(*names))
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None  # no instant, or one beyond the calendar in UTC

    def part(self, name: str) -> "Fields":
        """An object inside; an empty one where there is none."""
        return Fields(self._data.get(name.lower()))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._data.get(name.lower())
        return (
            tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
        )

    def items(self) -> tuple[tuple[str, str], ...]:
        """Every member that is text, a number or a truth, by name in small letters."""
        return tuple((name, self.text(name)) for name in sorted(self._data) if self.text(name))


def service_of(arn: str) -> str:
    """`dynamodb` of `arn:aws:dynamodb:…`; empty where it is no ARN."""
    parts = arn.split(":")
    return parts[2] if len(parts) > 5 and parts[0] == "arn" else ""  # noqa: PLR2004  an ARN's six


def region_of(arn: str) -> str:
    """`us-west-1` of `arn:aws:backup:us-west-1:…`; empty where it names none."""
    return arn.split(":")[3] if service_of(arn) else ""


def account_of(arn: str) -> str:
    """The account's id in an ARN; empty where it names none."""
    return arn.split(":")[4] if service_of(arn) else ""


def table_name(arn: str) -> str:
    """`orders` of its ARN or of an ARN below it (a backup's, an index's); else nothing."""
    found = _TABLE.fullmatch(arn)
    return found["name"] if found else ""


def table_arn(arn: str) -> str:
    """The table's ARN of it or of an ARN below it; else nothing."""
    return "/".join(arn.split("/")[:2]) if _TABLE.fullmatch(arn) else ""
