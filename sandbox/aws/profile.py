"""Which AWS the sandbox plays: how long things take, and what it leaves out."""

from pydantic import BaseModel, ConfigDict, Field


class Profile(BaseModel):
    """All seconds are domain seconds.

    A point-in-time restore takes at least 20 minutes whatever the size (AWS
    re:Post, "dynamodb-restore-taking-long"). Some emulators restore at once,
    leave RestoreSummary out and cut times to whole seconds; the last members
    play them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table_seconds: float = Field(default=5, ge=0, description="CREATING and UPDATING")
    delete_seconds: float = Field(default=5, ge=0, description="DELETING")
    backup_seconds: float = Field(default=30, ge=0, description="CREATING of a backup")
    restore_seconds: float = Field(default=1200, ge=0, description="to a point in time")
    backup_restore_seconds: float = Field(default=1200, ge=0, description="from a backup")
    restorable_lag_seconds: float = Field(default=300, ge=0, description="now minus latest")
    concurrent_restores: int = Field(default=50, ge=1)
    table_quota: int = Field(default=2500, ge=1, description="tables per account and region")
    restore_summary: bool = True
    whole_seconds: bool = False
