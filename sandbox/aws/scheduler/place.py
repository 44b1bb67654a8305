"""Where an action of Scheduler plays, and its lists in pages."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.aws.call import Json
from sandbox.aws.paging import BadToken, page
from sandbox.aws.scheduler.invocations import Invocations
from sandbox.aws.scheduler.schedule import Holding, invalid
from sandbox.aws.world import World

PAGE = 100


@dataclass(frozen=True)
class Place:
    """The world, the caller's account and region, what it holds there, the instant."""

    world: World
    invocations: Invocations
    account: str
    region: str
    holding: Holding
    now: datetime


def paged(member: str, entries: list[Json], payload: Json) -> Json:
    """A page of a list, and the next one's token where there is one."""
    try:
        found, token = page(
            entries, payload.get("MaxResults", PAGE), payload.get("NextToken") or None
        )
    except BadToken as error:
        raise invalid("Invalid NextToken.") from error
    return {member: found} | ({"NextToken": token} if token else {})
