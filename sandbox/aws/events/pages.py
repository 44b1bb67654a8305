"""Lists of EventBridge, SNS and SQS, page by page."""

from collections.abc import Sequence

from sandbox.aws.call import AwsError, Json
from sandbox.aws.paging import BadToken, page


def paged(member: str, entries: Sequence[object], most: int, token: str | None) -> Json:
    """Up to `most` entries from the token on, under `member`, and NextToken where more is."""
    try:
        shown, more = page(entries, most, token)
    except BadToken as error:
        raise AwsError("InvalidParameterValue", "Invalid or expired next token.") from error
    return {member: shown} | ({"NextToken": more} if more else {})
