"""The steps of `copy`: a backup job, then one or two copy jobs, each started and awaited.

AWS Backup's start calls take a token, derived here from job and step: asking twice
gives the same job. Backup jobs can be stopped, copy jobs cannot, and what AWS has
made is a backup somebody may want: cancelling never deletes a recovery point.
"""

from recovery.outcome import Done, Outcome, Wait
from workers.aws.door import Aws
from workers.kinds.copy_again import check_again
from workers.kinds.copy_backup_job import await_backup_job, start_backup_job, stop_backup_job
from workers.kinds.copy_jobs import await_copy_job, leave_copy, start_copy_job
from workers.kinds.copy_order import (
    AWAIT_BACKUP_JOB,
    AWAIT_COPY_JOB,
    AWAIT_SECOND_COPY_JOB,
    CHECK_AGAIN,
    ENABLE_ADVANCED,
    START_BACKUP_JOB,
    START_COPY_JOB,
    START_SECOND_COPY_JOB,
    CopyOrder,
)
from workers.kinds.work import Step, Work


def enable_advanced(aws: Aws, work: Work) -> Outcome:
    """Switch AWS Backup's preferences for DynamoDB on, where they are not."""
    for place in CopyOrder.of(work.plan).enable:
        door = aws.backup(place.account, place.region)
        settings = door.region_settings()
        if not (settings.opt_in and settings.management):
            door.enable_dynamodb()
            return Wait(seconds=1, progress=f"Switching advanced features on in {place}.")
    return Done()


STEPS = {
    CHECK_AGAIN: Step(ensure=check_again),
    ENABLE_ADVANCED: Step(ensure=enable_advanced),
    START_BACKUP_JOB: Step(ensure=start_backup_job, revert=stop_backup_job),
    AWAIT_BACKUP_JOB: Step(ensure=await_backup_job),
    START_COPY_JOB: Step(ensure=start_copy_job, revert=leave_copy),
    AWAIT_COPY_JOB: Step(ensure=await_copy_job),
    START_SECOND_COPY_JOB: Step(ensure=start_copy_job, revert=leave_copy),
    AWAIT_SECOND_COPY_JOB: Step(ensure=await_copy_job),
}
