"""Tells of a native backup that somebody else asked for, once it is there.

CloudTrail tells that CreateBackup was called, not what came of it: DescribeBackup does.
"""

from datetime import datetime, timedelta

from recovery.aws_events.completions import account_named
from recovery.aws_events.event import account_of, region_of
from recovery.ledger.port_news import Hearing
from workers.aws.errors import (
    AwsError,
    Denied,
    NotFound,
    NotSupported,
    Paced,
    Rejected,
    Unreachable,
)
from workers.chores.names import native_backup_chore
from workers.chores.silence import Silence
from workers.engine import Engine
from workers.kinds.backup_told import backup_told
from workers.kinds.polling import pause

SOON = timedelta(seconds=30)
"""Until AWS is asked again where something went wrong."""
LONGEST = timedelta(hours=25)
"""A backup that takes longer is told by nobody."""


def tell_native_backup(engine: Engine, arn: str) -> datetime | None:
    """Look once; returns when to look again, or None when all is said."""
    account, region = account_named(engine.config, account_of(arn)), region_of(arn)
    if account is None:
        return None
    silence = Silence(engine, native_backup_chore(arn), f"{account.name}/{region}", others=())
    if not silence.may_ask():
        return silence.later()
    try:
        again = _look(engine, account.name, region, arn)
    except Unreachable:
        return silence.unanswered()
    silence.answered()
    return again


def _look(engine: Engine, account: str, region: str, arn: str) -> datetime | None:
    """The same.

    Raises:
        Unreachable: AWS gave no answer.
    """
    now = engine.clock.now()
    try:
        detail = engine.aws.dynamodb(account, region).describe_backup(arn)
    except Paced as paced:
        return now + timedelta(seconds=max(paced.seconds, 1.0))
    except Unreachable:
        raise
    except (NotFound, NotSupported, Denied, Rejected) as error:
        engine.log.warning("backup of others not told", arn=arn, why=str(error))
        return None
    except AwsError as error:
        engine.log.warning("backup of others not read", arn=arn, why=str(error))
        return now + SOON
    backup = detail.backup
    if backup.status == "CREATING":
        elapsed = now - backup.created
        return (
            now + timedelta(seconds=pause(elapsed.total_seconds())) if elapsed < LONGEST else None
        )
    if backup.status == "AVAILABLE":
        told = Hearing(key=f"native-backup:{arn}", notices=(backup_told(detail, engine.config),))
        engine.ledger.news.hear(told, now=now, wall=engine.wall())
    return None
