"""What EventBridge calls our queues: their ARNs, read from their URLs. Pure."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from recovery.config import Config
from recovery.names import partition_of
from workers.aws.queue_urls import read_queue_url

DIGITS = 12
"""Of an account's id."""


def queue_arns(urls: Iterable[str], config: Config) -> dict[str, str]:
    """ARN of each place's queue; of several in one place, the first.

    A rule sends to a queue of its own region, and to one of another account only by a role,
    which ours have none of. So a queue is known by `account/region`; by its region alone where
    no configured account owns it, as on a stand-in whose URLs name none.

    Raises:
        Refusal: The region of a queue cannot be told.
    """
    found: dict[str, str] = {}
    for url in urls:
        address = read_queue_url(url, config)
        *path, name = [part for part in urlsplit(address.url).path.split("/") if part]
        owner = next((one for one in path if len(one) == DIGITS and one.isdigit()), "")
        account_id = owner or config.accounts[0].id
        partition = partition_of(address.region)
        arn = f"arn:{partition}:sqs:{address.region}:{account_id}:{name}"
        place = "/".join(part for part in (address.account, address.region) if part)
        found.setdefault(place, arn)
    return found
