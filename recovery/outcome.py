"""What one run of a step came to, as a value.

A step never raises for what it expects and never sleeps: it looks, does at most
ten seconds of work and says one of three things. Whatever should be known of it
elsewhere rides along as `records` and is saved in the same transaction.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Facts = dict[str, Any]
"""What a step learnt, JSON-plain, kept under its name for later steps and for people."""


class Value(BaseModel):
    """Frozen, closed, compared by content: every piece of domain data is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(Value):
    """News for a channel, told once.

    Attributes:
        name: AWS's or our own event name, first word of the text: `BackupCompleted`.
        key: Two notices with one key are one piece of news; the second is dropped.
        also: Further keys of the same news: the ARN of the recovery point a job made, say.
        table: Bare table name.
        account: Account name from the configuration.
        region: Region of the thing told about.
        detail: What to show after name and table, in order: (label, text).
        job_id: The job that made the news, if one did.
        urgent: A failure, a miss, a deletion: told at once, never gathered in a digest.
        offers: Buttons with what a person would want next: (label, command without `/ddbdr`).
    """

    type: Literal["notice"] = "notice"
    name: str
    key: str
    also: tuple[str, ...] = ()
    table: str
    account: str
    region: str
    detail: tuple[tuple[str, str], ...] = ()
    job_id: str | None = None
    urgent: bool = False
    offers: tuple[tuple[str, str], ...] = ()


class Observation(Value):
    """How long something took on AWS; what later estimates rest on.

    Attributes:
        what: `backup`, `restore-pitr` or `restore-backup`; of AWS Backup `backup-job`,
            `backup-run` or `copy` (`recovery.exposure` says which is from when to when).
        account: Where it was made, as `region` is; a copy's is where it went.
        seconds: Domain seconds from AWS's start to AWS's end.
        size_bytes: Of what was backed up or restored, with all that AWS charges for; None
            where AWS has not counted it.
        indexes: Secondary indexes built.
        at: ISO 8601 UTC instant of the end.
    """

    type: Literal["observation"] = "observation"
    what: str
    account: str
    region: str
    table: str
    seconds: float
    size_bytes: int | None
    indexes: int
    at: str


Record = Annotated[Notice | Observation, Field(discriminator="type")]


class Done(Value):
    """The step holds; the next one may run."""

    facts: Facts = Field(default_factory=dict)
    records: tuple[Record, ...] = ()


class Wait(Value):
    """Not yet: run me again in `seconds` (domain seconds); 0 is a checkpoint.

    `facts` are merged into the step's facts now, so what was learnt or intended
    survives a crash of the next run.
    """

    seconds: float
    progress: str = ""
    facts: Facts = Field(default_factory=dict)
    records: tuple[Record, ...] = ()


class Fail(Value):
    """It did not work.

    Attributes:
        reason: One sentence for people: what happened and where.
        retryable: Whether trying the same again may help; counts as an attempt.
        advice: What a person can do, one sentence or a command.
        code: AWS's error code, if one stands behind it.
        request_id: AWS's request id, for Details and AWS support.
    """

    reason: str
    retryable: bool
    advice: str = ""
    code: str = ""
    request_id: str = ""
    records: tuple[Record, ...] = ()


Outcome = Done | Wait | Fail
