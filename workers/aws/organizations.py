"""AWS Organizations through boto3: which one an account belongs to."""

from typing import Any

from workers.aws.calls import Calls
from workers.aws.errors import NotFound


def read_organization(calls: Calls, client: Any) -> str:  # noqa: ANN401  boto3-stubs has no types
    """DescribeOrganization, which any member may ask; empty where the account is in none."""
    try:
        return calls.read(
            "DescribeOrganization",
            lambda: str(client.describe_organization()["Organization"]["Id"]),
        )
    except NotFound:
        return ""
