"""Lists of AWS Backup, page by page."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.call import Json
from sandbox.aws.paging import BadToken, Key, page_by_key

USUAL = 100
"""Entries of a page without MaxResults; AWS publishes no figure."""


class Job(Protocol):
    """What jobs of every kind have."""

    job_id: str
    created_at: datetime


def newest_first(job: Job) -> tuple[float, str]:
    """The order in which AWS lists jobs."""
    return -job.created_at.timestamp(), job.job_id


def page(
    found: Iterable[Any],
    key: Key,
    payload: Json,
    member: str,
    described: Callable[[Any], Json],
) -> Json:
    """One page of `found` in the order of `key`, under `member`, and NextToken where more is."""
    size = payload.get("MaxResults", USUAL)
    try:
        told, token = page_by_key(found, key, size, payload.get("NextToken"))
    except BadToken as error:
        raise invalid_value("Invalid NextToken") from error
    return {member: [described(each) for each in told]} | ({"NextToken": token} if token else {})
