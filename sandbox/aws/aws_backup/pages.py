"""Lists of AWS Backup, page by page."""

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.call import Json

USUAL = 100
"""Entries of a page without MaxResults; AWS publishes no figure."""

Key = Callable[[Any], tuple[Any, ...]]


def page(
    found: Iterable[Any],
    key: Key,
    payload: Json,
    member: str,
    described: Callable[[Any], Json],
) -> Json:
    """One page of `found` in the order of `key`, under `member`, and NextToken where more is.

    The token says which key came last, so entries that come or go between two
    pages neither repeat others nor hide them.
    """
    after = _read(payload["NextToken"]) if "NextToken" in payload else None
    try:
        rest = sorted((each for each in found if after is None or key(each) > after), key=key)
    except TypeError as error:  # the token of another list
        raise invalid_value("Invalid NextToken") from error
    size = payload.get("MaxResults", USUAL)
    answer: Json = {member: [described(each) for each in rest[:size]]}
    if len(rest) > size:
        last = json.dumps(key(rest[size - 1])).encode()
        answer["NextToken"] = base64.urlsafe_b64encode(last).decode()
    return answer


def _read(token: str) -> tuple[Any, ...]:
    try:
        key = json.loads(base64.urlsafe_b64decode(token))
    except ValueError as error:
        raise invalid_value("Invalid NextToken") from error
    if not isinstance(key, list) or not key:
        raise invalid_value("Invalid NextToken")
    return tuple(key)
