"""Restore jobs: always a new table, made from a recovery point in its own region.

PENDING for a while, then RUNNING with the table CREATING, then COMPLETED. AWS
drops what it drops in restores of DynamoDB's own; only the encryption can be
chosen. What stands in the way at the start makes the job FAILED.
"""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.aws.agenda import Act
from sandbox.aws.aws_backup.keys import key_problem
from sandbox.aws.aws_backup.lifecycles import is_held
from sandbox.aws.aws_backup.recovery_point import RecoveryPoint
from sandbox.aws.aws_backup.resting import later
from sandbox.aws.aws_backup.restore_job import RestoreJob
from sandbox.aws.aws_backup.told import restore_job_changed, restore_job_created
from sandbox.aws.call import AwsError, Json
from sandbox.aws.encryption import sse_description, usable_key
from sandbox.aws.overrides import overridden
from sandbox.aws.restores import restored_table
from sandbox.aws.table import Restore, Table
from sandbox.aws.world import Scene as TableScene
from sandbox.aws.world import World, arn_place


def start_restore(
    world: World,
    point: RecoveryPoint,
    *,
    target: str,
    role_arn: str,
    at: datetime,
    encryption: str | None,
    key_arn: str | None,
    copies_tags: bool,
) -> RestoreJob:
    """A job PENDING at `at`; whatever is wrong with it shows in its status."""
    job = RestoreJob(
        job_id=str(uuid.uuid4()).upper(),
        point=point,
        role_arn=role_arn,
        created_at=at,
        target=target,
        encryption=encryption,
        key_arn=key_arn,
        copies_tags=copies_tags,
    )
    world.aws_backup.at(point.account, point.region).restore_jobs[job.job_id] = job
    restore_job_created(world, job, at)
    restore_job_changed(world, job, at)
    _Walk(world, job).set_out()
    return job


class _Walk:
    """One job's way through its states."""

    def __init__(self, world: World, job: RestoreJob) -> None:
        self._world = world
        self._job = job

    def set_out(self) -> None:
        """It begins after a while."""
        wait = timedelta(seconds=self._world.profile.backup_job_start_seconds)
        self._later(self._job.created_at + wait, self._begin)

    def _later(self, instant: datetime, step: Act) -> None:
        job = self._job
        later(self._world, job.point.region, instant, step, lambda: job.ended)

    def _begin(self, at: datetime) -> None:
        job = self._job
        try:
            table = _table(self._world, job, at)
        except AwsError as error:
            self._end(at, "FAILED", error.message)
            return
        job.state, job.started_at, job.expected_at = "RUNNING", at, table.ready_at
        job.created_arn = table.arn
        restore_job_changed(self._world, job, at)
        self._later(table.ready_at, self._complete)

    def _complete(self, at: datetime) -> None:
        self._job.point.restored_at = at
        self._end(at, "COMPLETED", "")

    def _end(self, at: datetime, state: str, message: str) -> None:
        job = self._job
        job.state, job.message, job.ended_at = state, message, at
        restore_job_changed(self._world, job, at)


def _table(world: World, job: RestoreJob, at: datetime) -> Table:
    """The new table; AwsError where it cannot be made."""
    point = job.point
    scene = TableScene(world, world.region(point.account, point.region), at)
    if not is_held(world, point):
        raise AwsError("ResourceNotFoundException", f"Cannot find recovery point {point.arn}.")
    if scene.find(job.target) is not None:
        raise AwsError("TableAlreadyExistsException", f"Table already exists: {job.target}")
    problem = key_problem(point.key_arn) if point.key_arn else None
    if problem is not None:
        raise AwsError("InvalidParameterValueException", problem)
    definition = replace(
        overridden(point.backup.definition, {}),
        sse=_encryption(job),
        stream=None,
        table_class="STANDARD",
    )
    restore = Restore(
        source_table_arn=point.resource_arn,
        restored_to=point.created_at,
        source_backup_arn=point.arn,
        size=point.size,
    )
    table = restored_table(
        scene,
        job.target,
        definition=definition,
        restore=restore,
        seconds=world.profile.aws_backup_restore_seconds,
        images=point.backup.images,
    )
    if job.copies_tags:
        table.tags = dict(point.tags)
    return table


def _encryption(job: RestoreJob) -> Json | None:
    """Without a word about it, the key that encrypted the original table."""
    account, region = job.point.account, job.point.region
    original = job.point.backup.definition.sse
    if job.encryption == "Default" or (job.encryption is None and original is None):
        return None
    if job.encryption is None and original is not None:
        usable_key(*arn_place(job.point.resource_arn), original["KMSMasterKeyArn"])
        return original
    specification = {"Enabled": True, "SSEType": "KMS"}
    if job.key_arn is not None:
        specification["KMSMasterKeyId"] = job.key_arn
    return sse_description(account, region, specification)
