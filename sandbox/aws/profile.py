"""Which AWS the sandbox plays: how long things take, how much is allowed, what is left out."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

TERABYTE = 10**12
HOUR, DAY = 3600, 86_400
Seconds = Annotated[float, Field(ge=0, le=36_525 * DAY)]
"""At most a century: further than that no calendar of ours goes."""


class Profile(BaseModel):
    """All seconds are domain seconds.

    A point-in-time restore takes at least 20 minutes whatever the size, and
    longer with size and secondary indexes (AWS re:Post,
    "dynamodb-restore-taking-long"). AWS publishes no curve; the sandbox's is

        seconds * (1 + restore_index_share * indexes) + restore_seconds_per_gb * whole GiB

    An on-demand backup takes the same at every size: AWS applies the latest
    changes to a full snapshot it already has ("processed instantaneously and
    become available for restore within minutes", CreateBackup).

    Some emulators restore at once, leave RestoreSummary out and cut times to
    whole seconds; the last members play them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table_seconds: Seconds = Field(default=5, description="CREATING and UPDATING")
    delete_seconds: Seconds = Field(default=5, description="DELETING")
    backfill_seconds: Seconds = Field(
        default=510, description="a new index on an existing table, after UPDATING"
    )
    figures_seconds: Seconds = Field(
        default=6 * HOUR, description="between two refreshes of ItemCount and sizes; 0: exact"
    )
    encryption_seconds: Seconds = Field(default=22, description="SSEDescription UPDATING")
    warm_seconds: Seconds = Field(default=270, description="WarmThroughput UPDATING")
    backup_seconds: Seconds = Field(default=30, description="CREATING of a backup")
    restore_seconds: Seconds = Field(default=1200, description="to a point in time")
    backup_restore_seconds: Seconds = Field(default=1200, description="from a backup")
    restore_index_share: float = Field(
        default=0.25, ge=0, le=1000, description="of the above, per index"
    )
    restore_seconds_per_gb: Seconds = Field(default=6, description="per whole GiB of items")
    bytes_per_gb: int = Field(default=2**30, ge=1, description="smaller: small tables count as big")
    restorable_lag_seconds: Seconds = Field(default=300, description="now minus latest")
    ttl_settling_seconds: Seconds = Field(default=5, description="ENABLING and DISABLING")
    ttl_change_seconds: Seconds = Field(
        default=HOUR, description="after a change of TTL until the next is accepted"
    )
    ttl_delete_seconds: Seconds = Field(
        default=HOUR, description="from an item's expiry to its deletion"
    )
    key_cache_seconds: Seconds = Field(
        default=300, description="data is still served with a key that was disabled"
    )
    key_detection_seconds: Seconds = Field(
        default=1800, description="until the table's status says so, or says that it is over"
    )
    archive_seconds: Seconds = Field(
        default=7 * DAY, description="from then until the table is archived"
    )
    concurrent_restores: int = Field(default=50, ge=1)
    concurrent_restore_bytes: int = Field(default=50 * TERABYTE, ge=0)
    backup_job_start_seconds: Seconds = Field(
        default=30, description="CREATED of a job of AWS Backup"
    )
    plan_start_seconds: Seconds = Field(
        default=240, description="up to so much more, for a job that a plan starts"
    )
    backup_job_seconds: Seconds = Field(default=180, description="RUNNING of a backup job")
    copy_job_seconds: Seconds = Field(default=240, description="RUNNING of a copy job")
    copy_seconds_per_gb: Seconds = Field(
        default=6, description="per whole GiB of items, on top, for backup and copy jobs"
    )
    copy_retry_seconds: Seconds = Field(
        default=2 * HOUR, description="a copy job waits for a slot or a region, then FAILED"
    )
    concurrent_copy_jobs: int = Field(
        default=100, ge=1, description="at a time, per account and destination region"
    )
    backup_plan_quota: int = Field(
        default=300, ge=1, description="plans of AWS Backup per account and region"
    )
    aws_backup_restore_seconds: Seconds = Field(
        default=1200, description="a restore job of AWS Backup"
    )
    one_hop_copies: bool = Field(
        default=False, description="a copy job may change region and account at once"
    )
    aws_backup_opt_in: bool = Field(
        default=True, description="of DynamoDB, in regions not seen before"
    )
    aws_backup_management: bool = Field(
        default=True, description="of DynamoDB (advanced), in regions not seen before"
    )
    table_operations: int = Field(default=500, ge=1, description="at a time, per account")
    indexed_table_creations: int = Field(
        default=250, ge=1, description="tables with secondary indexes CREATING at a time"
    )
    table_quota: int = Field(default=2500, ge=1, description="tables per account and region")
    throttling: bool = Field(
        default=True, description="tables are held to provisioned units and on-demand maxima"
    )
    event_delay_seconds: Seconds = Field(
        default=1, description="from a happening to its event at the targets of rules"
    )
    backup_event_seconds: Seconds = Field(
        default=300, description="AWS Backup tells its state changes so far apart; 0: at once"
    )
    event_duplicates_every: int = Field(
        default=10, ge=0, description="each so-many-th event arrives twice; 0: none"
    )
    continuous_backups_recorded: bool = Field(
        default=True, description="CloudTrail tells of UpdateContinuousBackups"
    )
    restore_summary: bool = True
    whole_seconds: bool = False
