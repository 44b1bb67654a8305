"""Which region and account a queue is of, read from its URL. Pure.

A queue's region stands in its host (`sqs.us-east-2.amazonaws.com`,
`us-east-2.queue.amazonaws.com`, and so also of stand-ins named after AWS's hosts), in its
path (`/queue/us-east-2/123456789012/events`), or behind it: `?region=us-east-2`. A URL that
has none of these and is not AWS's, as that of a stand-in on this machine, means the home region
of the account whose id stands in its path, else of the first account of the configuration.
"""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from recovery.config import Account, Config
from recovery.errors import Refusal
from recovery.names import is_region
from recovery.outcome import Value
from recovery.words import code

_ACCOUNT_ID = re.compile(r"[0-9]{12}")
# What the oldest URLs have instead of a region's name in their host.
_WITHOUT_REGION = {"queue.amazonaws.com": "us-east-1"}
_AWS = re.compile(r"(.*\.)?amazonaws\.com(\.cn)?|.*\.api\.aws", re.IGNORECASE)
EXAMPLE = "https://sqs.us-east-2.amazonaws.com/123456789012/ddbdr-events"


class QueueAddress(Value):
    """Where a queue is.

    Attributes:
        url: Its URL without what only we understand.
        account: Name of the account that owns it; empty if the configuration has none such.
    """

    url: str
    region: str
    account: str = ""


def read_queue_url(url: str, config: Config) -> QueueAddress:
    """Read a queue's URL, or refuse with what is missing."""
    parts = _parts(url)
    host, path = parts.hostname or "", [part for part in parts.path.split("/") if part]
    if parts.scheme not in {"http", "https"} or not host or not path:
        raise Refusal(f"{code(url)} is no queue's URL.", advice=f"It looks like {EXAMPLE}.")
    owner = _owner(path, config)
    region = _region(host, path, parse_qs(parts.query).get("region", []))
    if not region and not _AWS.fullmatch(host):
        region = (owner or config.accounts[0]).region
    if not is_region(region):
        raise Refusal(
            f"The region of the queue {code(url)} cannot be told.",
            advice="Write it behind the URL: `?region=us-east-2`.",
        )
    return QueueAddress(
        url=urlunsplit(parts._replace(query="", fragment="")),
        region=region,
        account=owner.name if owner else "",
    )


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # such as an address in brackets that is none
        return SplitResult("", "", "", "", "")


def _owner(path: list[str], config: Config) -> Account | None:
    """The first configured account with the id in the path."""
    ids = {part for part in path if _ACCOUNT_ID.fullmatch(part)}
    return next((account for account in config.accounts if account.id in ids), None)


def _region(host: str, path: list[str], said: list[str]) -> str:
    """The region that is said, else the one in host or path; empty if there is none."""
    if said:
        return said[0]
    if host in _WITHOUT_REGION:
        return _WITHOUT_REGION[host]
    return next((part for part in [*host.split("."), *path[:-1]] if is_region(part)), "")
