"""The news of a native backup that is there, whoever asked for it."""

from recovery.aws_events.completions import Made, Where, completed
from recovery.aws_events.event import account_of, region_of, table_arn
from recovery.config import Config
from recovery.names import keep_of_backup
from recovery.outcome import Notice
from workers.aws.models import BackupDetail
from workers.kinds.extent import extent_of_backup


def backup_told(detail: BackupDetail, config: Config, *, job_id: str | None = None) -> Notice:
    """`BackupCompleted`, known by the backup's ARN."""
    backup, extent = detail.backup, extent_of_backup(detail)
    made = Made(
        key=backup.arn,
        table=table_arn(backup.arn),
        at=Where(account_of(backup.arn), region_of(backup.arn)),
        as_of=backup.created,
        size_bytes=extent.size_bytes,
        items=extent.items,
        expires=backup.expires,
        stays=backup.expires is None,
        keep=keep_of_backup(backup.name),
        name=backup.name,
        job_id=job_id,
    )
    return completed(made, config)
