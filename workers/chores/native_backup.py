"""Tells of a native backup that somebody else asked for, once it is there.

CloudTrail tells that CreateBackup was called, not what came of it: DescribeBackup does.
"""

from datetime import datetime, timedelta

from recovery.aws_events.event import account_of, region_of, table_name
from recovery.aws_events.telling import account_named
from recovery.durations import duration_text
from recovery.figures import gigabytes
from recovery.instants import iso
from recovery.ledger.port_news import Hearing
from recovery.names import keep_of_backup
from recovery.outcome import Notice
from workers.aws.errors import AwsError, Denied, NotFound, NotSupported, Paced, Rejected
from workers.aws.models import Backup
from workers.engine import Engine
from workers.kinds.polling import pause

SOON = timedelta(seconds=30)
"""Until AWS is asked again where it gave no answer."""
LONGEST = timedelta(hours=25)
"""A backup that takes longer is told by nobody."""


def tell_native_backup(engine: Engine, arn: str) -> datetime | None:
    """Look once; returns when to look again, or None when all is said."""
    now, account = engine.clock.now(), account_named(engine.config, account_of(arn))
    if account is None:
        return None
    try:
        backup = engine.aws.dynamodb(account.name, region_of(arn)).describe_backup(arn).backup
    except Paced as paced:
        return now + timedelta(seconds=max(paced.seconds, 1.0))
    except (NotFound, NotSupported, Denied, Rejected) as error:
        engine.log.warning("backup of others not told", arn=arn, why=error.code)
        return None
    except AwsError as error:
        engine.log.warning("backup of others not read", arn=arn, why=error.code)
        return now + SOON
    if backup.status == "CREATING":
        elapsed = now - backup.created
        return (
            now + timedelta(seconds=pause(elapsed.total_seconds())) if elapsed < LONGEST else None
        )
    if backup.status == "AVAILABLE":
        told = Hearing(key=f"native-backup:{arn}", notices=(_notice(backup, account.name),))
        engine.ledger.news.hear(told, now=now, wall=engine.wall())
    return None


def _notice(backup: Backup, account: str) -> Notice:
    """With the key of our own backups' notices: the ARN."""
    region, table = region_of(backup.arn), table_name(backup.arn)
    keep = keep_of_backup(backup.name)
    expires = "never by itself" if backup.expires is None else iso(backup.expires)
    size = [("size", gigabytes(backup.size_bytes))] if backup.size_bytes is not None else []
    return Notice(
        name="BackupCompleted",
        key=backup.arn,
        table=table,
        account=account,
        region=region,
        detail=(
            *size,
            ("kept", f"{duration_text(keep)} by ddbdr") if keep else ("expires", expires),
            ("backup", backup.name),
        ),
        offers=(("Backups", f"backups {account}/{region}/{table}"),),
    )
