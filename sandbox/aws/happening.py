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


@dataclass(frozen=True)
class VaultNotification:
    """What AWS Backup tells a vault's topic, as the guide's "Notification options" shows it.

    `event_type` is `BACKUP_JOB`, `COPY_JOB` or `RESTORE_JOB`, `state` the job's; `message` is
    a sentence for people, the rest becomes the message's attributes.
    """

    topic_arn: str
    vault_arn: str
    account: str
    event_type: str
    state: str
    job_id: str
    started: datetime
    message: str
    at: datetime
