"""Which copies AWS Backup makes at this moment in one account and region."""

from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import CopyJob

UNDER_WAY = ("CREATED", "RUNNING")
"""In the order in which a job goes through them, so that none slips past the listings."""
MOST_PAGES = 10
"""Of each state; a page has up to a hundred jobs, and a hundred run at once to a region."""


def copies_under_way(door: AwsBackup) -> tuple[CopyJob, ...]:
    """All that run or wait, each once, as far as ten pages of each go."""
    jobs = {job.id: job for state in UNDER_WAY for job in _of(door, state)}
    return tuple(jobs.values())


def _of(door: AwsBackup, state: str) -> list[CopyJob]:
    jobs: list[CopyJob] = []
    start_after = ""
    for _ in range(MOST_PAGES):
        page, start_after = door.copy_jobs(state=state, start_after=start_after)
        jobs += page
        if not start_after:
            break
    return jobs
