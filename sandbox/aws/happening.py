"""Something AWS tells EventBridge: what happened, where and when, before it is on any bus."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.call import Json


@dataclass(frozen=True)
class Happening:
    """One event as a service makes it.

    `source` is `aws.backup` or `aws.dynamodb`, `detail_type` as EventBridge has it
    (`Backup Job State Change`, `AWS API Call via CloudTrail`), `resources` are ARNs.
    """

    source: str
    detail_type: str
    account: str
    region: str
    at: datetime
    detail: Json
    resources: list[str] = field(default_factory=list)
