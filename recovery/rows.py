"""A job as one row of a list; rendered once, when the job is written."""

from recovery.answer import Column
from recovery.job import Job

COLUMNS = (
    Column(title="Job"),
    Column(title="Kind"),
    Column(title="Table"),
    Column(title="State"),
    Column(title="Asked by"),
    Column(title="Asked at (UTC)"),
)


def job_row(job: Job) -> tuple[str, ...]:
    """The cells under `COLUMNS`; the asker as a Slack mention."""
    return (
        job.id,
        job.kind,
        job.table,
        job.state.value,
        f"<@{job.requester.user}>",
        f"{job.created:%Y-%m-%d %H:%M}",
    )
